import { userNameOf } from '../runtime/image-files.ts';
import { memoryInKb } from '../runtime/proc-texts.ts';
import type { Process } from '../runtime/processes.ts';
import { text } from '../shell/program.ts';
import type { Invocation, Tool } from '../shell/program.ts';

interface Column {
  title: string;
  /** Characters; below zero: aligned to the right; 0: as long as it is. */
  width: number;
  value: (process: Process, run: Invocation) => string | Promise<string>;
}

async function userOf(process: Process, run: Invocation): Promise<string> {
  return (await userNameOf(run.host.container.files, process.owner.uid)) ?? String(process.owner.uid);
}

function elapsed(process: Process, run: Invocation): string {
  const seconds = Math.max(0, Math.floor((run.host.now().getTime() - process.startedAt.getTime()) / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** Servers of the world are larger than tools; the numbers are the sandbox's own. */
const isServer = (process: Process): boolean => process.argv[0]?.startsWith('/') === true;

const columns: Record<string, Column> = {
  pid: { title: 'PID', width: -5, value: (process) => String(process.pid) },
  ppid: { title: 'PPID', width: -5, value: (process) => String(process.ppid) },
  user: { title: 'USER', width: 8, value: userOf },
  group: { title: 'GROUP', width: 8, value: (process) => String(process.owner.gid) },
  comm: { title: 'COMMAND', width: 16, value: (process) => (process.argv[0] ?? '').split('/').at(-1) ?? '' },
  args: { title: 'COMMAND', width: 0, value: commandLine },
  stat: { title: 'STAT', width: 4, value: (process, run) => (process === run.process ? 'R' : 'S') },
  time: { title: 'TIME', width: -5, value: () => '0:00' },
  etime: { title: 'ELAPSED', width: -7, value: elapsed },
  vsz: { title: 'VSZ', width: -4, value: (process) => (isServer(process) ? '1.2g' : '4416') },
  rss: { title: 'RSS', width: -4, value: (process) => (isServer(process) ? '47m' : '1536') },
};

/**
 * A shell of busybox runs `ps` in a fork of itself, so that it has the shell's command line and its own name only in
 * braces (recordings/kubernetes/happy-path.json).
 */
function commandLine(process: Process, run: Invocation): string {
  const parent = run.host.container.pids.list().find(({ pid }) => pid === process.ppid);
  const forked = process === run.process && parent?.argv[0] === 'sh';
  return forked ? `{${process.argv[0] ?? ''}} ${parent.argv.join(' ')}` : process.argv.join(' ');
}

/** busybox aligns titles to the left, numbers to the right. */
function fit(value: string, width: number, isTitle: boolean): string {
  return width < 0 && !isTitle ? value.padStart(-width) : value.padEnd(Math.abs(width));
}

/** busybox `ps`; `-o COLUMN,…` chooses columns; other options (aux, -ef) are taken and ignored, as busybox does. */
export const ps: Tool = async (run) => {
  const at = run.args.findIndex((word) => word.startsWith('-o'));
  const chosen = at === -1 ? '' : (run.args[at] ?? '').slice(2) || (run.args[at + 1] ?? '');
  const names = chosen === '' ? ['pid', 'user', 'args'] : chosen.split(',');
  const unknown = names.find((name) => columns[name] === undefined);
  if (unknown !== undefined) {
    const known = Object.keys(columns).join(',');
    await run.stderr.write(text(`ps: bad -o argument '${unknown}', supported arguments: ${known}\n`));
    return 1;
  }
  const picked = names.map((name) => columns[name]).filter((column) => column !== undefined);
  const lines = [
    picked
      .map((column) => fit(column.title, column.width, true))
      .join(' ')
      .trimEnd(),
  ];
  for (const process of run.host.container.pids.list()) {
    const cells = picked.map(async (column) => fit(await column.value(process, run), column.width, false));
    lines.push((await Promise.all(cells)).join(' ').trimEnd());
  }
  await run.stdout.write(text(`${lines.join('\n')}\n`));
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
    const user = (await userOf(process, run)).padEnd(8);
    const state = process === run.process ? 'R' : 'S';
    const large = isServer(process);
    lines.push(
      `${String(process.pid).padStart(5)} ${String(process.ppid).padStart(5)} ${user} ${state}    ${large ? '1240m  15%' : ' 4416   0%'}   0   ${large ? '2%' : '0%'} ${process.argv.join(' ')}`,
    );
  }
  await run.stdout.write(text(`${lines.join('\n')}\n`));
  return 0;
};
