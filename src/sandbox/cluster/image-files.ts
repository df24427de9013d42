import { InMemoryFs } from 'just-bash';
import type { FileInit } from 'just-bash';
import type { Image } from './images.ts';
import type { PodContext, RunningContainer } from './container.ts';

/** Where programs of an image lie; the same place for every tool. */
export const toolFolder = '/bin';

/** A program's first bytes, so that `file` and `head` see an executable. */
const executableHead = '\u007fELF\u0002\u0001\u0001\u0000';

/** A fresh root file system of an image, with the files that the kubelet adds (hosts, hostname, resolv.conf, token). */
export function makeRootFiles(image: Image, pod: PodContext, owner: RunningContainer['owner']): InMemoryFs {
  const files: Record<string, FileInit> = {
    '/etc/hostname': { content: `${pod.podName}\n` },
    '/etc/hosts': { content: `127.0.0.1\tlocalhost\n::1\tlocalhost\n${pod.podIp}\t${pod.podName}\n` },
    '/etc/resolv.conf': {
      content: `search ${pod.namespace}.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n`,
    },
    '/etc/passwd': { content: passwdOf(image, owner.uid) },
    '/var/run/secrets/kubernetes.io/serviceaccount/namespace': { content: pod.namespace },
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

function passwdOf(image: Image, uid: number): string {
  const lines = ['root:x:0:0:root:/root:/bin/sh', 'nobody:x:65534:65534:nobody:/nonexistent:/bin/false'];
  if (image.user === 65532 || uid === 65532)
    lines.push('nonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin');
  return `${lines.join('\n')}\n`;
}

/** The name of a uid by a container's /etc/passwd; undefined when it has none (a bare number is shown then). */
export async function userNameOf(files: InMemoryFs, uid: number): Promise<string | undefined> {
  const passwd = (await files.exists('/etc/passwd')) ? await files.readFile('/etc/passwd') : '';
  const row = passwd.split('\n').find((line) => line.split(':')[2] === String(uid));
  return row?.split(':')[0];
}
