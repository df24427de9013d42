import { once } from 'node:events';
import { messageOf } from '../errors.ts';
import { readDemoOptions, USAGE } from './options.ts';
import { forTerminal } from './terminal-text.ts';
import { playStory } from './story.ts';
import { startDemoWorld } from './world.ts';

/** Plays the main job on embedded defaults, then leaves the page open, or ends with `--once`. */
async function demo(args: readonly string[]): Promise<number> {
  const reading = readDemoOptions(args);
  if (reading.kind === 'help') {
    process.stdout.write(USAGE);
    return 0;
  }
  if (reading.kind === 'invalid') {
    process.stderr.write(`${reading.sentence}.\n\n${USAGE}`);
    return 2;
  }
  const { options } = reading;
  const say = (line: string) => process.stdout.write(`  ${line}\n`);
  process.stdout.write('Keyhole, with everything it needs on this machine:\n');
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.once(signal, () => stop.abort(new Error('it was interrupted')));
  const stopped = once(stop.signal, 'abort');
  const world = await startDemoWorld(options, say, stop.signal);
  try {
    process.stdout.write('\n#incident-42\n');
    const began = Date.now();
    stop.signal.throwIfAborted();
    await Promise.race([playStory(world.pageUrl, world.pod, tell), stopped.then(interrupted)]);
    process.stdout.write(`\nThe story took ${((Date.now() - began) / 1000).toFixed(1)} s.\n`);
    if (!options.once) {
      process.stdout.write(
        `Now you: open ${world.pageUrl} and type /debug pod ${world.pod} busybox, or /debug policy for what you may do\nCtrl-C ends it.\n`,
      );
      await stopped;
    }
  } finally {
    await world.stop();
  }
  return 0;
}

const NAMES = { U0ALICE: 'Alice', U0BOB: 'Bob', U0CAROL: 'Carol', U0MALLORY: 'Mallory', S0SRE: 'sre' };

function interrupted(): never {
  throw new Error('it was interrupted');
}

function tell(who: string, text: string): void {
  const column = 26;
  const width = (process.stdout.columns ?? 120) - column - 2;
  const [first = '', ...rest] = forTerminal(text, NAMES, width).split('\n');
  const indent = ' '.repeat(column + 2);
  const lines = [`  ${who.padEnd(column)}${first}`, ...rest.map((line) => `${indent}${line}`)];
  process.stdout.write(`${lines.join('\n')}\n`);
}

demo(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    const hint = messageOf(error).includes('EADDRINUSE') ? ' Choose another --port.' : '';
    process.stderr.write(`\nThe demo did not succeed: ${messageOf(error)}${hint}\n`);
    process.exit(1);
  },
);
