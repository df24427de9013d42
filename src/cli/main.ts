import { keyhole } from './keyhole.ts';

// Whoever reads may stop early, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

process.exitCode = await keyhole(
  process.argv.slice(2),
  {
    say: (text) => process.stdout.write(`${text}\n`),
    complain: (text) => process.stderr.write(`${text}\n`),
    // Honours NO_COLOR, too; absent where stdout is no terminal.
    colours: process.stdout.isTTY && process.stdout.hasColors(),
  },
  { defaultFile: process.env['KEYHOLE_POLICY'], now: () => Date.now() },
);
