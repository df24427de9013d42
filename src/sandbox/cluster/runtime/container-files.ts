import type { CpOptions, FileContent, FsStat, IFileSystem, MkdirOptions, RmOptions } from 'just-bash';
import type { RunningContainer } from './container.ts';
import { procNode } from './proc-files.ts';
import type { ProcNode } from './proc-files.ts';
import {
  copyTree,
  devices,
  isRootLink,
  nodeStat,
  orDevice,
  virtualStat,
  writeRefusal,
} from './file-rules.ts';
import type { Process } from './processes.ts';

type Place =
  | { kind: 'own'; path: string }
  | { kind: 'other'; files: ContainerFiles; path: string }
  | { kind: 'proc'; path: string; node: ProcNode };

/**
 * The files of a container as one of its processes sees them: the image's files and what was written since, /proc of its
 * PID namespace, and through /proc/PID/root the files of a container that shares the namespace.
 */
export class ContainerFiles implements IFileSystem {
  private readonly container: RunningContainer;
  private readonly viewer: Process;
  private readonly base: IFileSystem;
  private readonly now: () => Date;

  constructor(container: RunningContainer, viewer: Process, now: () => Date) {
    this.container = container;
    this.viewer = viewer;
    this.base = container.files;
    this.now = now;
  }

  async readFile(path: string): Promise<string> {
    return Buffer.from(await this.readFileBuffer(path)).toString('utf8');
  }

  async readFileBuffer(path: string): Promise<Uint8Array> {
    const place = this.place(path);
    if (place.kind === 'other') return place.files.readFileBuffer(place.path);
    if (place.kind === 'own') {
      if (place.path === '/dev/null') return new Uint8Array();
      return this.base.readFileBuffer(place.path);
    }
    if (place.node.kind === 'file') return Buffer.from(place.node.content, 'utf8');
    if (place.node.kind === 'link') return this.readFileBuffer(place.node.target);
    throw new Error(`EISDIR: illegal operation on a directory, read '${path}'`);
  }

  async writeFile(path: string, content: FileContent): Promise<void> {
    await this.onWritable(path, 'open', (files, own) => files.writeFile(own, content));
  }

  async appendFile(path: string, content: FileContent): Promise<void> {
    await this.onWritable(path, 'open', (files, own) => files.appendFile(own, content));
  }

  async exists(path: string): Promise<boolean> {
    try {
      await this.stat(path);
      return true;
    } catch (error) {
      if (error instanceof Error) return false;
      throw error;
    }
  }

  async stat(path: string): Promise<FsStat> {
    const place = this.place(path);
    if (place.kind === 'other') return place.files.stat(place.path);
    if (place.kind === 'own') {
      return this.ownStat(place.path, await this.base.stat(place.path).catch(orDevice(place.path)));
    }
    return nodeStat(place.node, this.viewer.startedAt);
  }

  async lstat(path: string): Promise<FsStat> {
    const place = this.place(path);
    if (place.kind === 'other' && !isRootLink(path)) return place.files.lstat(place.path);
    if (place.kind === 'own') {
      return this.ownStat(place.path, await this.base.lstat(place.path).catch(orDevice(place.path)));
    }
    if (place.kind === 'proc' && place.node.kind !== 'link')
      return nodeStat(place.node, this.viewer.startedAt);
    const link = virtualStat('file', 0o777, this.viewer.startedAt);
    return { ...link, isSymbolicLink: true, isFile: false };
  }

  async readdir(path: string): Promise<string[]> {
    const place = this.place(path);
    if (place.kind === 'other') return place.files.readdir(place.path);
    if (place.kind === 'proc') {
      if (place.node.kind === 'directory') return place.node.entries;
      throw new Error(`ENOTDIR: not a directory, scandir '${path}'`);
    }
    const entries = await this.base.readdir(place.path);
    if (place.path !== '/dev') return entries;
    return [...new Set([...entries, ...devices.map((device) => device.slice(5))])].sort();
  }

  async mkdir(path: string, options?: MkdirOptions): Promise<void> {
    await this.onWritable(path, 'mkdir', (files, own) => files.mkdir(own, options));
  }

  async rm(path: string, options?: RmOptions): Promise<void> {
    await this.onWritable(path, 'unlink', (files, own) => files.rm(own, options));
  }

  async chmod(path: string, mode: number): Promise<void> {
    await this.onWritable(path, 'chmod', (files, own) => files.chmod(own, mode));
  }

  async utimes(path: string, atime: Date, mtime: Date): Promise<void> {
    await this.onWritable(path, 'utime', (files, own) => files.utimes(own, atime, mtime));
  }

  async symlink(target: string, linkPath: string): Promise<void> {
    await this.onWritable(linkPath, 'symlink', (files, own) => files.symlink(target, own));
  }

  async link(existingPath: string, newPath: string): Promise<void> {
    const place = this.place(existingPath);
    if (place.kind !== 'own')
      throw new Error(`EXDEV: cross-device link not permitted, link '${existingPath}'`);
    await this.onWritable(newPath, 'link', (files, own) => files.link(place.path, own));
  }

  async readlink(path: string): Promise<string> {
    const place = this.place(path);
    if (place.kind === 'own') return this.base.readlink(place.path);
    if (place.kind === 'other') return isRootLink(path) ? '/' : place.files.readlink(place.path);
    if (place.node.kind === 'link') return place.node.target;
    throw new Error(`EINVAL: invalid argument, readlink '${path}'`);
  }

  async realpath(path: string): Promise<string> {
    const place = this.place(path);
    if (place.kind === 'own') return this.base.realpath(place.path);
    return path;
  }

  async cp(src: string, dest: string, options?: CpOptions): Promise<void> {
    await copyTree(this, src, dest, options);
  }

  async mv(src: string, dest: string): Promise<void> {
    await this.cp(src, dest, { recursive: true });
    await this.rm(src, { recursive: true });
  }

  resolvePath(base: string, path: string): string {
    return this.base.resolvePath(base, path);
  }

  getAllPaths(): string[] {
    return this.base.getAllPaths();
  }

  /** Finds who keeps a path; throws ENOENT below /proc for what is not there. */
  private place(path: string): Place {
    const whole = this.base.resolvePath('/', path);
    if (whole !== '/proc' && !whole.startsWith('/proc/')) return { kind: 'own', path: whole };
    const [, ...parts] = whole.split('/').filter((part) => part !== '');
    const node = procNode(this.container, this.viewer, parts, this.now());
    if (node === undefined) throw new Error(`ENOENT: no such file or directory, open '${whole}'`);
    if (node.kind !== 'root') return { kind: 'proc', path: whole, node };
    return {
      kind: 'other',
      files: new ContainerFiles(node.container, this.viewer, this.now),
      path: node.rest,
    };
  }

  private async onWritable(
    path: string,
    call: string,
    action: (files: IFileSystem, own: string) => Promise<void>,
  ): Promise<void> {
    const place = this.place(path);
    if (place.kind === 'other') return action(place.files, place.path);
    if (place.kind === 'proc') throw new Error(`EACCES: permission denied, ${call} '${path}'`);
    if (devices.includes(place.path)) return;
    const readOnly = this.container.spec.securityContext?.readOnlyRootFilesystem === true;
    const code = writeRefusal(place.path, this.viewer.owner.uid, readOnly, this.container.mounts);
    if (code !== undefined) throw new Error(`${code}, ${call} '${path}'`);
    await action(this.base, place.path);
  }

  /** A program of the image is as large as the image says; a device has no size. */
  private ownStat(path: string, stat: FsStat | undefined): FsStat {
    if (stat === undefined) return virtualStat('file', 0o666, this.viewer.startedAt);
    return { ...stat, size: this.container.image.programs[path] ?? stat.size };
  }
}
