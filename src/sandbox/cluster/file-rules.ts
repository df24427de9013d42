import type { FsStat } from 'just-bash';

/** Folders in which someone who is not root may write. */
const worldWritable = ['/tmp', '/var/tmp', '/dev/shm'];
export const devices = ['/dev/null', '/dev/zero', '/dev/full', '/dev/urandom', '/dev/random', '/dev/tty'];

/** Why a user may not write to a path of a container, as the beginning of a system error; undefined when he may. */
export function writeRefusal(path: string, uid: number, readOnlyRoot: boolean): string | undefined {
  if (readOnlyRoot && !path.startsWith('/dev/')) return 'EROFS: read-only file system';
  const open = worldWritable.some((folder) => path.startsWith(`${folder}/`));
  return uid === 0 || open ? undefined : 'EACCES: permission denied';
}

/** The stat of something that is no file of the image: /proc, a device. */
export function virtualStat(kind: 'file' | 'directory', mode: number, mtime: Date): FsStat {
  return {
    isFile: kind === 'file',
    isDirectory: kind === 'directory',
    isSymbolicLink: false,
    mode,
    size: 0,
    mtime,
  };
}

/** Devices are no files of the image: what is missing there is a device. */
export function orDevice(path: string): (error: unknown) => undefined {
  return (error) => {
    if (!devices.includes(path)) throw error;
  };
}

/** Whether the path is /proc/PID/root itself. */
export function isRootLink(path: string): boolean {
  return /^\/proc\/(\d+|self)\/root\/?$/.test(path);
}

export function join(folder: string, name: string): string {
  return folder.endsWith('/') ? `${folder}${name}` : `${folder}/${name}`;
}
