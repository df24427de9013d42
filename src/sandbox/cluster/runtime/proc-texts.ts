import type { RunningContainer } from './container.ts';
import type { Process } from './processes.ts';
import type { Mount } from '../kubelet/volumes.ts';

/** The memory of a node. */
export const memoryInKb = { totalKb: 8_137_444, freeKb: 2_914_208, availableKb: 5_201_996 };

export const kernelVersion = '6.12.48-cloud-amd64';

function hex(value: number, width: number): string {
  return value.toString(16).toUpperCase().padStart(width, '0');
}

export function netTcp(container: RunningContainer): string {
  const head =
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
  const rows = container.ports().map(({ port, uid }, index) => {
    const local = `00000000:${hex(port, 4)}`;
    return `   ${index}: ${local} 00000000:0000 0A 00000000:00000000 00:00000000 00000000 ${String(uid).padStart(5)}        0 ${40_000 + port} 1 0000000000000000 100 0 0 10 0\n`;
  });
  return head + rows.join('');
}

/** What is mounted in a container: what every container has, and its volumes. */
export function mountTable(mounts: Mount[]): string {
  return [
    'overlay / overlay rw,relatime,lowerdir=/var/lib/containerd/snapshots/1/fs 0 0',
    'proc /proc proc rw,nosuid,nodev,noexec,relatime 0 0',
    'tmpfs /dev tmpfs rw,nosuid,size=65536k,mode=755 0 0',
    'sysfs /sys sysfs ro,nosuid,nodev,noexec,relatime 0 0',
    '/dev/vda1 /etc/hosts ext4 rw,relatime 0 0',
    '/dev/vda1 /etc/hostname ext4 rw,relatime 0 0',
    '/dev/vda1 /etc/resolv.conf ext4 rw,relatime 0 0',
    'shm /dev/shm tmpfs rw,nosuid,nodev,noexec,relatime,size=65536k 0 0',
    ...mounts.map(
      ({ path, device, readOnly }) =>
        `${device} ${path} ${device === 'tmpfs' ? 'tmpfs' : 'ext4'} ${readOnly ? 'ro' : 'rw'},relatime 0 0`,
    ),
    '',
  ].join('\n');
}

export function statusOf(process: Process): string {
  const { uid, gid, groups } = process.owner;
  return [
    `Name:\t${commOf(process)}`,
    'Umask:\t0022',
    'State:\tS (sleeping)',
    `Tgid:\t${process.pid}`,
    `Pid:\t${process.pid}`,
    `PPid:\t${process.ppid}`,
    `Uid:\t${uid}\t${uid}\t${uid}\t${uid}`,
    `Gid:\t${gid}\t${gid}\t${gid}\t${gid}`,
    `Groups:\t${groups.join(' ')} `,
    'VmPeak:\t 1270480 kB',
    'VmSize:\t 1270224 kB',
    'VmRSS:\t   48212 kB',
    'Threads:\t1',
    'NoNewPrivs:\t0',
    'Seccomp:\t2',
    '',
  ].join('\n');
}

export function commOf(process: Process): string {
  const program = process.argv[0] ?? '';
  return program.slice(program.lastIndexOf('/') + 1, program.lastIndexOf('/') + 16);
}
