import { userNameOf } from '../runtime/image-files.ts';
import { kernelVersion, memoryInKb, mountTable } from '../runtime/proc-texts.ts';
import { text } from '../shell/program.ts';
import type { Invocation, Tool } from '../shell/program.ts';

const say = async (run: Invocation, words: string): Promise<number> => {
  await run.stdout.write(text(`${words}\n`));
  return 0;
};

async function named(run: Invocation, id: number): Promise<string> {
  const name = await userNameOf(run.host.container.files, id);
  return name === undefined ? String(id) : `${id}(${name})`;
}

/** `id [-u|-g] [-n]`. The images name no groups, so they are numbers (recordings/kubernetes/exec-protocol.json). */
export const id: Tool = async (run) => {
  const { uid, gid, groups } = run.process.owner;
  const flags = run.args.join('');
  const wanted = flags.includes('u') ? uid : gid;
  if (flags.includes('u') || flags.includes('g') || flags.includes('G')) {
    const name = flags.includes('n') ? await userNameOf(run.host.container.files, wanted) : undefined;
    return say(run, name ?? String(wanted));
  }
  return say(run, `uid=${await named(run, uid)} gid=${gid} groups=${groups.join(',')}`);
};

export const whoami: Tool = async (run) => {
  const name = await userNameOf(run.host.container.files, run.process.owner.uid);
  if (name !== undefined) return say(run, name);
  await run.stderr.write(text(`whoami: unknown uid ${run.process.owner.uid}\n`));
  return 1;
};

export const hostname: Tool = (run) => {
  const { podName, podIp } = run.host.container.pod;
  return say(run, run.args.includes('-i') ? podIp : podName);
};

export const uname: Tool = (run) => {
  const parts: Record<string, string> = {
    s: 'Linux',
    n: run.host.container.pod.podName,
    r: kernelVersion,
    v: '#1 SMP PREEMPT_DYNAMIC',
    m: 'x86_64',
    o: 'GNU/Linux',
  };
  const flags = run.args.join('').replaceAll('-', '') || 's';
  const order = ['s', 'n', 'r', 'v', 'm', 'o'];
  const chosen = flags.includes('a') ? order : order.filter((flag) => flags.includes(flag));
  return say(run, chosen.map((flag) => parts[flag]).join(' '));
};

export const uptime: Tool = (run) => {
  const clock = run.host.now().toISOString().slice(11, 19);
  return say(run, ` ${clock} up 12 days,  3:41,  0 users,  load average: 0.42, 0.37, 0.31`);
};

export const nproc: Tool = (run) => say(run, '2');

export const free: Tool = (run) => {
  const unit = run.args.includes('-m') ? 1024 : 1;
  const cell = (kb: number): string => String(Math.round(kb / unit)).padStart(12);
  const { totalKb, freeKb, availableKb } = memoryInKb;
  const cached = 2_477_744;
  const used = totalKb - freeKb - cached;
  return say(
    run,
    [
      '              total        used        free      shared  buff/cache   available',
      `Mem:   ${[totalKb, used, freeKb, 1204, cached, availableKb].map(cell).join('')}`,
      `Swap:  ${[0, 0, 0].map(cell).join('')}`,
    ].join('\n'),
  );
};

export const df: Tool = (run) => {
  const human = run.args.some((word) => /^-\w*h/.test(word));
  const size = (kb: number): string => {
    if (!human) return String(kb);
    return kb >= 1_048_576 ? `${(kb / 1_048_576).toFixed(1)}G` : `${(kb / 1024).toFixed(1)}M`;
  };
  const rows: [string, number, number, string][] = [
    ['overlay', 41_152_812, 17_874_316, '/'],
    ['tmpfs', 65_536, 0, '/dev'],
    ['shm', 65_536, 0, '/dev/shm'],
    ['/dev/vda1', 41_152_812, 17_874_316, '/etc/hosts'],
  ];
  const lines = rows.map(([name, total, used, mount]) => {
    const percent = `${Math.round((used * 100) / total)}%`;
    const cells = [total, used, total - used].map((kb) => size(kb).padStart(9)).join(' ');
    return `${name.padEnd(20)} ${cells} ${percent.padStart(4)} ${mount}`;
  });
  const unit = human ? '     Size' : '1K-blocks';
  return say(run, [`Filesystem           ${unit}      Used Available Use% Mounted on`, ...lines].join('\n'));
};

export const mount: Tool = (run) => {
  const lines = mountTable(run.host.container.mounts)
    .trim()
    .split('\n')
    .map((line) => line.split(' '))
    .map(([device, place, type, options]) => `${device} on ${place} type ${type} (${options})`);
  return say(run, lines.join('\n'));
};

const programColumn = (flags: string, program: string): string => (flags.includes('p') ? program : '');

/** `netstat -tln` (busybox): what listens in the pod. Other selections show empty tables. */
export const netstat: Tool = (run) => {
  const flags = run.args.join('');
  const listens = flags.includes('l') || flags.includes('a');
  const head = 'Proto Recv-Q Send-Q Local Address           Foreign Address         State       ';
  const rows = run.host.container.ports().map(({ port, process, uid }) => {
    const visible = run.process.owner.uid === 0 || run.process.owner.uid === uid;
    const program = programColumn(flags, visible ? `1/${process}` : '-');
    return `tcp        0      0 ${`0.0.0.0:${port}`.padEnd(23)} ${'0.0.0.0:*'.padEnd(23)} LISTEN      ${program}`;
  });
  const title = `Active Internet connections (${listens ? 'only servers' : 'w/o servers'})`;
  return say(
    run,
    [title, flags.includes('p') ? `${head}PID/Program name    ` : head, ...(listens ? rows : [])].join('\n'),
  );
};

export const ss: Tool = (run) => {
  const flags = run.args.join('');
  const rows = run.host.container
    .ports()
    .map(
      ({ port, process }) =>
        `LISTEN 0      4096         0.0.0.0:${String(port).padEnd(9)} 0.0.0.0:*    ${flags.includes('p') ? `users:(("${process}",pid=1,fd=3))` : ''}`,
    );
  const head = 'State  Recv-Q Send-Q Local Address:Port  Peer Address:PortProcess';
  return say(run, [head, ...(flags.includes('l') || flags.includes('a') ? rows : [])].join('\n'));
};

export const dmesg: Tool = async (run) => {
  await run.stderr.write(text('dmesg: klogctl: Operation not permitted\n'));
  return 1;
};

export const tty: Tool = async (run) => {
  await run.stdout.write(text('not a tty\n'));
  return 1;
};
