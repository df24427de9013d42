import type { Process } from '../runtime/processes.ts';
import { text } from '../shell/program.ts';
import type { Invocation, Tool } from '../shell/program.ts';
import { parseSignal, signalNames, signalNumber } from '../runtime/signals.ts';

/** `kill [-SIGNAL] PID…` by the rules of PID namespaces (processes.ts). */
export const kill: Tool = async (run) => {
  const args = [...run.args];
  if (args[0] === '-l') {
    const list = signalNames().map((name) => `${String(signalNumber(name)).padStart(2)}) ${name}\n`);
    await run.stdout.write(text(list.join('')));
    return 0;
  }
  let word = 'TERM';
  if (args[0] === '-s') {
    args.shift();
    word = args.shift() ?? '';
  } else if (args[0] !== undefined && /^-\w/.test(args[0])) {
    word = (args.shift() ?? '').slice(1);
  }
  const signal = parseSignal(word);
  if (signal === undefined) return fail(run, `bad signal name '${word}'`);
  if (args.length === 0) return fail(run, 'you need to specify whom to kill');
  let status = 0;
  for (const argument of args) {
    if (!/^\d+$/.test(argument)) {
      status = await fail(run, `invalid number '${argument}'`);
      continue;
    }
    const result = run.host.container.pids.signal(run.process, Number(argument), signal);
    if (result === 'delivered') continue;
    const why = result === 'no such process' ? 'No such process' : 'Operation not permitted';
    status = await fail(run, `can't kill pid ${argument}: ${why}`);
  }
  return status;
};

async function fail(run: Invocation, message: string): Promise<number> {
  await run.stderr.write(text(`${run.name}: ${message}\n`));
  return 1;
}

const programName = (process: Process): string => (process.argv[0] ?? '').split('/').at(-1) ?? '';

export const pidof: Tool = async (run) => {
  const pids = matching(run, (process) => run.args.includes(programName(process))).map(
    (process) => process.pid,
  );
  if (pids.length === 0) return 1;
  await run.stdout.write(text(`${pids.reverse().join(' ')}\n`));
  return 0;
};

function matching(run: Invocation, wanted: (process: Process) => boolean): Process[] {
  return run.host.container.pids.list().filter((process) => process !== run.process && wanted(process));
}

/** `pgrep [-f] PATTERN` and `pkill [-SIGNAL] [-f] PATTERN`; `killall [-SIGNAL] NAME`. */
export const pgrep: Tool = async (run) => {
  const options = run.args.filter((word) => word.startsWith('-'));
  const pattern = run.args.find((word) => !word.startsWith('-'));
  if (pattern === undefined) return fail(run, 'no pattern given');
  const whole = options.includes('-f');
  const expression = run.name === 'killall' ? undefined : new RegExp(pattern);
  const found = matching(run, (process) => {
    const subject = whole ? process.argv.join(' ') : programName(process);
    return expression === undefined ? subject === pattern : expression.test(subject);
  });
  if (found.length === 0) return run.name === 'killall' ? fail(run, `${pattern}: no process killed`) : 1;
  if (run.name === 'pgrep') {
    await run.stdout.write(text(found.map((process) => `${process.pid}\n`).join('')));
    return 0;
  }
  const signal =
    options.map((word) => parseSignal(word.slice(1))).find((name) => name !== undefined) ?? 'TERM';
  const results = found.map((process) => run.host.container.pids.signal(run.process, process.pid, signal));
  return results.includes('not permitted') ? 1 : 0;
};
