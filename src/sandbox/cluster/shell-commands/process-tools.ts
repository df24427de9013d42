import { userNameOf } from '../image-files.ts';
import { memoryInKb } from '../proc-files.ts';
import type { Process } from '../processes.ts';
import { text } from '../shell/program.ts';
import type { Invocation, Tool } from '../shell/program.ts';
import { parseSignal, signalNames, signalNumber } from '../signals.ts';

async function userOf(run: Invocation, process: Process): Promise<string> {
  return (await userNameOf(run.host.container.files, process.owner.uid)) ?? String(process.owner.uid);
}

const columns: Record<string, { title: string; width: number }> = {
  pid: { title: 'PID', width: -5 },
  ppid: { title: 'PPID', width: -5 },
  user: { title: 'USER', width: 8 },
  group: { title: 'GROUP', width: 8 },
  comm: { title: 'COMMAND', width: 16 },
  args: { title: 'COMMAND', width: 0 },
  stat: { title: 'STAT', width: 4 },
  time: { title: 'TIME', width: -5 },
  etime: { title: 'ELAPSED', width: -7 },
  vsz: { title: 'VSZ', width: -4 },
  rss: { title: 'RSS', width: -4 },
};

function elapsed(run: Invocation, process: Process): string {
  const seconds = Math.max(0, Math.floor((run.host.now().getTime() - process.startedAt.getTime()) / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

async function cell(run: Invocation, process: Process, column: string): Promise<string> {
  switch (column) {
    case 'pid':
      return String(process.pid);
    case 'ppid':
      return String(process.ppid);
    case 'user':
      return userOf(run, process);
    case 'group':
      return process.owner.gid === 0 ? 'root' : String(process.owner.gid);
    case 'comm':
      return (process.argv[0] ?? '').split('/').at(-1) ?? '';
    case 'stat':
      return process === run.process ? 'R' : 'S';
    case 'time':
      return '0:00';
    case 'etime':
      return elapsed(run, process);
    case 'vsz':
      return process.argv[0]?.startsWith('/') === true ? '1.2g' : '4416';
    case 'rss':
      return process.argv[0]?.startsWith('/') === true ? '47m' : '1536';
    default:
      return process.argv.join(' ');
  }
}

function fit(value: string, width: number, last: boolean): string {
  if (last || width === 0) return value;
  return width < 0 ? value.padStart(-width) : value.padEnd(width);
}

/** busybox `ps`; `-o COLUMN,…` chooses columns, other options (aux, -ef) are taken and ignored, as busybox does. */
export const ps: Tool = async (run) => {
  const at = run.args.findIndex((word) => word.startsWith('-o'));
  const chosen = at === -1 ? '' : (run.args[at] ?? '').slice(2) || (run.args[at + 1] ?? '');
  const wide = run.args.some((word) => /^-?[a-z]*[uf]/.test(word)) && at === -1 && run.args.includes('aux');
  const standard = wide ? ['pid', 'user', 'time', 'args'] : ['pid', 'user', 'args'];
  const names = chosen === '' ? standard : chosen.split(',');
  for (const name of names) {
    if (columns[name] === undefined) {
      const known = Object.keys(columns).join(',');
      await run.stderr.write(text(`ps: bad -o argument '${name}', supported arguments: ${known}\n`));
      return 1;
    }
  }
  const rows = [names.map((name) => columns[name]?.title ?? name)];
  for (const process of run.host.container.pids.list()) {
    rows.push(await Promise.all(names.map((name) => cell(run, process, name))));
  }
  const lines = rows.map((row, line) =>
    row
      .map((value, index) => {
        const width = columns[names[index] ?? '']?.width ?? 0;
        const headOfNumbers = line === 0 && width < 0;
        return fit(value, headOfNumbers ? -width : width, index === row.length - 1);
      })
      .join(' '),
  );
  await run.stdout.write(text(`${lines.join('\n')}\n`.replace(/^PID {2,3}USER {5}/, 'PID   USER     ')));
  return 0;
};

/** One picture of `top`; without -n it still ends after one, because there is no terminal to draw on. */
export const top: Tool = async (run) => {
  const { totalKb, freeKb } = memoryInKb;
  const lines = [
    `Mem: ${totalKb - freeKb}K used, ${freeKb}K free, 1204K shrd, 214332K buff, 2263412K cached`,
    'CPU:   3% usr   1% sys   0% nic  95% idle   0% io   0% irq   0% sirq',
    'Load average: 0.42 0.37 0.31 1/612 4211',
    '  PID  PPID USER     STAT   VSZ %VSZ CPU %CPU COMMAND',
  ];
  for (const process of run.host.container.pids.list()) {
    const user = (await userOf(run, process)).padEnd(8);
    const state = process === run.process ? 'R' : 'S';
    const large = process.argv[0]?.startsWith('/') === true;
    lines.push(
      `${String(process.pid).padStart(5)} ${String(process.ppid).padStart(5)} ${user} ${state}    ${large ? '1240m  15%' : ' 4416   0%'}   0   ${large ? '2%' : '0%'} ${process.argv.join(' ')}`,
    );
  }
  await run.stdout.write(text(`${lines.join('\n')}\n`));
  return 0;
};

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
