import { exitCodeOf, parseSignal } from '../runtime/signals.ts';
import type { Builtin } from './builtins.ts';
import { text, whileAlive } from './program.ts';

const trap: Builtin = async (call) => {
  const { state } = call.shell;
  const words = call.args[0] === '--' ? call.args.slice(1) : call.args;
  if (words.length === 0) {
    const lines = [...state.traps].map(([signal, command]) => `trap -- '${command}' ${signal}\n`);
    await call.streams.stdout.write(text(lines.join('')));
    return 0;
  }
  const [command = '', ...named] = words;
  const alone = named.length === 0;
  const signals = alone ? [command] : named;
  for (const word of signals) {
    const signal = word === 'EXIT' || word === '0' ? 'EXIT' : parseSignal(word);
    if (signal === undefined) {
      await call.streams.stderr.write(text(`sh: trap: ${word}: invalid signal specification\n`));
      return 1;
    }
    if (alone || command === '-') state.traps.delete(signal);
    else state.traps.set(signal, command);
  }
  return 0;
};

/** `wait [PID…]`: until the jobs are over, or until a trapped signal comes (then 128 and its number). */
const wait: Builtin = async (call) => {
  const { state, process, signals } = call.shell;
  const wanted =
    call.args.length === 0 ? state.jobs : state.jobs.filter((job) => call.args.includes(String(job.pid)));
  if (call.args.length > 0 && wanted.length === 0) return 127;
  const done = Promise.all(wanted.map((job) => job.exited)).then((codes) => codes.at(-1) ?? 0);
  const interrupted = signals.next().then(() => exitCodeOf('TERM'));
  const status = await whileAlive(process, Promise.race([done, interrupted]));
  state.jobs = state.jobs.filter((job) => !job.ended);
  return call.args.length === 0 && status !== exitCodeOf('TERM') ? 0 : status;
};

const jobs: Builtin = async (call) => {
  const running = call.shell.state.jobs.filter((job) => !job.ended);
  const lines = running.map(
    (job, index) => `[${index + 1}]+ Running                 ${job.argv.join(' ')}\n`,
  );
  await call.streams.stdout.write(text(lines.join('')));
  return 0;
};

/** Builtins about signals and jobs. */
export const jobBuiltins: [string, Builtin][] = [
  ['trap', trap],
  ['wait', wait],
  ['jobs', jobs],
];
