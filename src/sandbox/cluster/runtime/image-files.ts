import { InMemoryFs } from 'just-bash';
import type { FileInit, IFileSystem } from 'just-bash';
import type { Image } from '../kubelet/images.ts';
import type { PodContext } from './container.ts';

/** Where programs of an image lie; the same place for every tool. */
export const toolFolder = '/bin';

/** A program's first bytes, so that `file` and `head` see an executable. */
const executableHead = '\u007fELF\u0002\u0001\u0001\u0000';

/** A fresh root file system of an image, with the files that the kubelet adds (hosts, hostname, resolv.conf, token). */
export function makeRootFiles(image: Image, pod: PodContext): InMemoryFs {
  const files: Record<string, FileInit> = {
    '/etc/hostname': { content: `${pod.podName}\n` },
    '/etc/hosts': { content: `127.0.0.1\tlocalhost\n::1\tlocalhost\n${pod.podIp}\t${pod.podName}\n` },
    '/etc/resolv.conf': {
      content: `search ${pod.namespace}.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n`,
    },
    '/etc/passwd': { content: passwdOf(image) },
  };
  if (image.osRelease !== undefined) files['/etc/os-release'] = { content: image.osRelease };
  for (const tool of image.tools) {
    files[`${toolFolder}/${tool}`] = { content: executableHead, mode: 0o755 };
  }
  // The size of a program is told, its bytes are not made up: a short file stands for it.
  for (const path of Object.keys(image.programs)) files[path] = { content: executableHead, mode: 0o755 };
  const root = new InMemoryFs(files);
  for (const folder of ['/tmp', '/root', '/home', '/dev/shm', '/proc', '/sys', '/var/tmp', '/run']) {
    root.mkdirSync(folder, { recursive: true });
  }
  return root;
}

const namedUsers = [
  { uid: 0, gid: 0, name: 'root', home: '/root', shell: '/bin/sh' },
  { uid: 65534, gid: 65534, name: 'nobody', home: '/nonexistent', shell: '/bin/false' },
];
const nonRoot = { uid: 65532, gid: 65532, name: 'nonroot', home: '/home/nonroot', shell: '/sbin/nologin' };

/** The row of an image's /etc/passwd for a uid. */
export function namedUserOf(image: Image, uid: number): (typeof namedUsers)[number] | undefined {
  return usersOf(image).find((user) => user.uid === uid);
}

const usersOf = (image: Image): typeof namedUsers =>
  image.user === nonRoot.uid ? [...namedUsers, nonRoot] : namedUsers;

function passwdOf(image: Image): string {
  const rows = usersOf(image).map(
    ({ name, uid, gid, home, shell }) => `${name}:x:${uid}:${gid}:${name}:${home}:${shell}\n`,
  );
  return rows.join('');
}

/** The name of a uid by a container's /etc/passwd; undefined when it has none (a bare number is shown then). */
export async function userNameOf(files: IFileSystem, uid: number): Promise<string | undefined> {
  const passwd = (await files.exists('/etc/passwd')) ? await files.readFile('/etc/passwd') : '';
  const row = passwd.split('\n').find((line) => line.split(':')[2] === String(uid));
  return row?.split(':')[0];
}
