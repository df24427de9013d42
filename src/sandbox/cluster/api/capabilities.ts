import type { SecurityContext } from './objects.ts';

/** What containerd gives a container that asks for nothing. */
const byDefault = [
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'NET_RAW',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
];

/** Those that the sandbox's rules ask for, or that profiles add. */
const all = [...byDefault, 'NET_ADMIN', 'SYS_ADMIN', 'SYS_PTRACE', 'SYSLOG', 'DAC_READ_SEARCH', 'SYS_TIME'];

/**
 * The capabilities that processes of a container start with, without "CAP_". Only root has any: the kernel clears them
 * when a program starts under another uid.
 */
export function capabilitiesOf(uid: number, context: SecurityContext | undefined): ReadonlySet<string> {
  if (uid !== 0) return new Set();
  if (context?.privileged === true) return new Set(all);
  const plain = (names: string[] | undefined): string[] =>
    (names ?? []).map((name) => name.toUpperCase().replace(/^CAP_/, ''));
  const added = plain(context?.capabilities?.add);
  const dropped = plain(context?.capabilities?.drop);
  const start = added.includes('ALL') ? all : dropped.includes('ALL') ? [] : byDefault;
  const kept = start.filter((name) => !dropped.includes(name));
  return new Set([...kept, ...added.filter((name) => name !== 'ALL')]);
}
