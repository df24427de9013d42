import { parseSignal } from '../runtime/signals.ts';
import { pause, reportMissing, text, whileAlive } from '../shell/program.ts';
import type { Invocation, Tool } from '../shell/program.ts';

const unitSeconds: Record<string, number> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 };

/** "1.5", "2m" -> seconds; undefined when it is no time. */
export function parseSeconds(word: string): number | undefined {
  if (word === 'infinity') return 2_000_000;
  const match = /^(\d+(?:\.\d+)?|\.\d+)([smhd]?)$/.exec(word);
  if (match === null) return undefined;
  return Number(match[1]) * (unitSeconds[match[2] ?? ''] ?? 1);
}

/** Real time, cut short by signals. */
export const sleep: Tool = async (run) => {
  const times = run.args.map(parseSeconds);
  const bad = times.indexOf(undefined);
  if (times.length === 0 || bad !== -1) {
    const why = times.length === 0 ? 'missing operand' : `invalid number '${run.args[bad]}'`;
    await run.stderr.write(text(`sleep: ${why}\n`));
    return 1;
  }
  const seconds = times.reduce<number>((sum, value) => sum + (value ?? 0), 0);
  await pause(run.process, Math.min(seconds * 1000, 2 ** 31 - 1));
  return 0;
};

async function runChild(run: Invocation, argv: string[], env = run.process.env): Promise<number> {
  const { host, process, stdin, stdout, stderr } = run;
  const result = await host.spawn(process, { argv, env, streams: { stdin, stdout, stderr } });
  if (result.kind !== 'spawned') return reportMissing(argv[0] ?? '', result.kind, run);
  return whileAlive(process, result.process.exited);
}

/** `timeout [-s SIGNAL] [-k SECONDS] SECONDS PROGRAM …`: 143 as busybox gives when TERM ended it. */
export const timeout: Tool = async (run) => {
  const args = [...run.args];
  let signal = 'TERM';
  while (args[0] !== undefined && args[0].startsWith('-')) {
    const option = args.shift();
    const value = args.shift() ?? '';
    if (option === '-s') signal = parseSignal(value) ?? signal;
  }
  const seconds = parseSeconds(args.shift() ?? '');
  if (seconds === undefined || args.length === 0) {
    await run.stderr.write(text('timeout: usage: timeout [-s SIG] [-k KILL_SECS] SECS PROG ARGS\n'));
    return 1;
  }
  const { host, process, stdin, stdout, stderr } = run;
  const result = await host.spawn(process, { argv: args, streams: { stdin, stdout, stderr } });
  if (result.kind !== 'spawned') return reportMissing(args[0] ?? '', result.kind, run);
  const child = result.process;
  const timer = setTimeout(() => child.deliverFromInside(signal), seconds * 1000);
  try {
    return await whileAlive(process, child.exited);
  } finally {
    clearTimeout(timer);
  }
};

/** `nohup PROGRAM …`: the program does not hear HUP. */
export const nohup: Tool = async (run) => {
  run.process.onSignal = (signal) => (signal === 'HUP' ? 'handled' : 'default');
  return runChild(run, run.args);
};

/** `env [-i] [NAME=VALUE…] [PROGRAM …]`. */
export const env: Tool = async (run) => {
  const args = [...run.args];
  const values = args[0] === '-i' ? {} : { ...run.process.env };
  if (args[0] === '-i') args.shift();
  while (args[0] !== undefined && /^[A-Za-z_]\w*=/.test(args[0])) {
    const word = args.shift() ?? '';
    values[word.slice(0, word.indexOf('='))] = word.slice(word.indexOf('=') + 1);
  }
  if (args.length > 0) return runChild(run, args, values);
  const lines = Object.entries(values).map(([name, value]) => `${name}=${value}\n`);
  await run.stdout.write(text(lines.join('')));
  return 0;
};

export const succeed: Tool = () => Promise.resolve(0);
export const fail: Tool = () => Promise.resolve(1);
