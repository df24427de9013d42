import type { CpOptions, FsStat, IFileSystem } from 'just-bash';
import type { ProcNode } from './proc-files.ts';
import type { Mount } from '../kubelet/volumes.ts';

/** Folders in which someone who is not root may write. */
const worldWritable = ['/tmp', '/var/tmp', '/dev/shm'];
export const devices = ['/dev/null', '/dev/zero', '/dev/full', '/dev/urandom', '/dev/random', '/dev/tty'];

/** Why a user may not write to a path of a container, as the beginning of a system error; undefined when he may. */
export function writeRefusal(
  path: string,
  uid: number,
  readOnlyRoot: boolean,
  mounts: Mount[],
): string | undefined {
  const mount = mounts.find((one) => path === one.path || path.startsWith(`${one.path}/`));
  // A volume that is not read-only is an emptyDir: everybody may write to it.
  if (mount !== undefined) return mount.readOnly ? 'EROFS: read-only file system' : undefined;
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

/** The stat of a node of /proc. */
export function nodeStat(node: ProcNode, mtime: Date): FsStat {
  const isDirectory = node.kind === 'directory' || node.kind === 'root';
  return virtualStat(isDirectory ? 'directory' : 'file', isDirectory ? 0o555 : 0o444, mtime);
}

/** Copies a file, or with `recursive` a folder, by reading and writing. */
export async function copyTree(
  files: IFileSystem,
  src: string,
  dest: string,
  options?: CpOptions,
): Promise<void> {
  const stat = await files.stat(src);
  if (!stat.isDirectory) return files.writeFile(dest, await files.readFileBuffer(src));
  if (options?.recursive !== true) throw new Error(`EISDIR: illegal operation on a directory, cp '${src}'`);
  await files.mkdir(dest, { recursive: true });
  for (const entry of await files.readdir(src)) {
    await copyTree(files, join(src, entry), join(dest, entry), options);
  }
}

function join(folder: string, name: string): string {
  return folder.endsWith('/') ? `${folder}${name}` : `${folder}/${name}`;
}
