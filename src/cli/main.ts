import { keyhole } from './keyhole.ts';

process.exitCode = await keyhole(process.argv.slice(2), {
  say: (text) => process.stdout.write(`${text}\n`),
  complain: (text) => process.stderr.write(`${text}\n`),
});
