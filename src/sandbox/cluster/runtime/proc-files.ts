import type { RunningContainer } from './container.ts';
import { namespaceKinds } from './namespace-ids.ts';
import { commOf, kernelVersion, memoryInKb, mountTable, netTcp, statusOf } from './proc-texts.ts';
import type { Process } from './processes.ts';

/** A node of /proc, made when it is looked at. */
export type ProcNode =
  | { kind: 'directory'; entries: string[] }
  | { kind: 'file'; content: string }
  /** The file system of another container: /proc/PID/root. */
  | { kind: 'root'; container: RunningContainer; process: Process; rest: string }
  | { kind: 'link'; target: string };

const topLevel = ['cpuinfo', 'loadavg', 'meminfo', 'mounts', 'net', 'self', 'stat', 'uptime', 'version'];
const perProcess = [
  'cgroup',
  'cmdline',
  'comm',
  'cwd',
  'environ',
  'exe',
  'fd',
  'limits',
  'mounts',
  'net',
  'ns',
  'root',
  'stat',
  'status',
];

/**
 * Whether a viewer may look into another process (environ, root, ns): who has SYS_PTRACE may, else only the same user and
 * group with no fewer capabilities (kernel/ptrace.c, __ptrace_may_access).
 */
export function mayInspect(viewer: Process, target: Process): boolean {
  const [own, other] = [viewer.owner, target.owner];
  if (viewer === target || own.capabilities.has('SYS_PTRACE')) return true;
  const noMore = [...other.capabilities].every((name) => own.capabilities.has(name));
  return own.uid === other.uid && own.gid === other.gid && noMore;
}

const guarded = new Set(['root', 'environ', 'exe', 'cwd', 'ns', 'maps', 'mem']);

/** The list of open files is a folder of the process's user, and only that (fs/proc/fd.c, proc_fd_permission). */
function mayListFiles(viewer: Process, target: Process): boolean {
  return viewer.owner.uid === target.owner.uid || viewer.owner.capabilities.has('DAC_OVERRIDE');
}

/** The node at a path below /proc; undefined when there is none. Throws EACCES where the viewer may not look. */
export function procNode(
  container: RunningContainer,
  viewer: Process,
  path: string[],
  now: Date,
): ProcNode | undefined {
  const [first, ...rest] = path;
  const file = (content: string): ProcNode => ({ kind: 'file', content });
  if (first === undefined) {
    const pids = container.pids.list().map((process) => String(process.pid));
    return { kind: 'directory', entries: [...pids, ...topLevel] };
  }
  if (first === 'self') return procNode(container, viewer, [String(viewer.pid), ...rest], now);
  if (/^\d+$/.test(first)) {
    const target = container.pids.get(Number(first));
    return target === undefined ? undefined : processNode(container, viewer, target, rest);
  }
  const uptime = 86_400 * 12 + (Math.floor(now.getTime() / 1000) % 86_400);
  if (first === 'net') return netNode(container, rest);
  if (rest.length > 0) return undefined;
  switch (first) {
    case 'meminfo':
      return file(
        `MemTotal:        ${memoryInKb.totalKb} kB\nMemFree:         ${memoryInKb.freeKb} kB\nMemAvailable:    ${memoryInKb.availableKb} kB\nBuffers:          214332 kB\nCached:          2263412 kB\nSwapTotal:             0 kB\nSwapFree:              0 kB\n`,
      );
    case 'mounts':
      return file(mountTable(container.mounts));
    case 'loadavg':
      return file('0.42 0.37 0.31 1/612 4211\n');
    case 'uptime':
      return file(`${uptime}.00 ${uptime * 3}.00\n`);
    case 'version':
      return file(`Linux version ${kernelVersion} (build@sandbox) #1 SMP PREEMPT_DYNAMIC\n`);
    case 'cpuinfo':
      return file(
        'processor\t: 0\nmodel name\t: Sandbox vCPU\n\nprocessor\t: 1\nmodel name\t: Sandbox vCPU\n\n',
      );
    case 'stat':
      return file('cpu  81234 12 40211 9912345 1200 0 310 0 0 0\n');
    default:
      return undefined;
  }
}

function netNode(container: RunningContainer, rest: string[]): ProcNode | undefined {
  if (rest.length === 0) return { kind: 'directory', entries: ['tcp', 'tcp6', 'udp'] };
  if (rest.length > 1) return undefined;
  if (rest[0] === 'tcp') return { kind: 'file', content: netTcp(container) };
  if (rest[0] === 'tcp6' || rest[0] === 'udp') {
    return { kind: 'file', content: netTcp({ ...container, ports: () => [] }) };
  }
  return undefined;
}

function processNode(
  container: RunningContainer,
  viewer: Process,
  target: Process,
  rest: string[],
): ProcNode | undefined {
  const [name, ...below] = rest;
  if (name === undefined) return { kind: 'directory', entries: perProcess };
  const closed =
    name === 'fd' ? !mayListFiles(viewer, target) : guarded.has(name) && !mayInspect(viewer, target);
  if (closed) {
    throw new Error(`EACCES: permission denied, open '/proc/${target.pid}/${name}'`);
  }
  if (name === 'root') {
    const owner = container.containerOf(target.containerId);
    if (owner === undefined) return undefined;
    return { kind: 'root', container: owner, process: target, rest: `/${below.join('/')}` };
  }
  if (name === 'net') return netNode(container, below);
  if (name === 'ns') return namespaceNode(container, target, below);
  if (below.length > 0) return undefined;
  if (name === 'mounts') {
    return { kind: 'file', content: mountTable(container.containerOf(target.containerId)?.mounts ?? []) };
  }
  return processFile(target, name);
}

function namespaceNode(container: RunningContainer, target: Process, rest: string[]): ProcNode | undefined {
  const [name, ...below] = rest;
  if (name === undefined) return { kind: 'directory', entries: [...namespaceKinds] };
  const kind = namespaceKinds.find((known) => known === name);
  const namespaces = container.containerOf(target.containerId)?.namespaces;
  if (kind === undefined || namespaces === undefined || below.length > 0) return undefined;
  return { kind: 'link', target: `${kind}:[${namespaces[kind]}]` };
}

function processFile(target: Process, name: string): ProcNode | undefined {
  const file = (content: string): ProcNode => ({ kind: 'file', content });
  switch (name) {
    case 'cmdline':
      return file(target.argv.map((word) => `${word}\0`).join(''));
    case 'comm':
      return file(`${commOf(target)}\n`);
    case 'environ':
      return file(
        Object.entries(target.env)
          .map(([key, value]) => `${key}=${value}\0`)
          .join(''),
      );
    case 'status':
      return file(statusOf(target));
    case 'stat':
      return file(
        `${target.pid} (${commOf(target)}) S ${target.ppid} 1 1 0 -1 4194560 0 0 0 0 12 4 0 0 20 0 1 0\n`,
      );
    case 'cgroup':
      return file('0::/\n');
    case 'limits':
      return file(
        'Limit                     Soft Limit           Hard Limit           Units\nMax open files            1048576              1048576              files\n',
      );
    case 'exe':
      return { kind: 'link', target: target.argv[0] ?? '' };
    case 'cwd':
      return { kind: 'link', target: target.cwd };
    case 'fd':
      return { kind: 'directory', entries: ['0', '1', '2'] };
    default:
      return undefined;
  }
}
