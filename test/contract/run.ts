import { runSuite } from './suite.ts';

// After an interruption a watch may still be open: nothing waits for it.
process.exit(await runSuite(process.argv.slice(2), console));
