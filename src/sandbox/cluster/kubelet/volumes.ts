import { InMemoryFs, MountableFs } from 'just-bash';
import type { IFileSystem } from 'just-bash';
import type { ContainerSpec, Pod } from '../api/objects.ts';
import type { PlainObject } from '../state/store.ts';

/** A volume of a pod at a place in a container. */
export interface Mount {
  path: string;
  /** `tmpfs`, or the node's disk. */
  device: string;
  readOnly: boolean;
}

/** Finds the ConfigMap or Secret that a volume names. */
export type DataSource = (
  resource: 'configmaps' | 'secrets',
  namespace: string,
  name: string,
) => PlainObject | undefined;

interface Volume {
  files: InMemoryFs;
  device: string;
  readOnly: boolean;
}

/** The volumes of all pods: each is one file system, the same for every container of its pod that mounts it. */
export class PodVolumes {
  private readonly byPod = new Map<string, Map<string, Volume>>();
  private readonly data: DataSource;

  constructor(data: DataSource) {
    this.data = data;
  }

  /** The root file system of a container with its volumes in place, and what is mounted where. */
  mountInto(root: InMemoryFs, pod: Pod, spec: ContainerSpec): { files: IFileSystem; mounts: Mount[] } {
    const placed = (spec.volumeMounts ?? []).map(({ name, mountPath, readOnly }) => {
      const volume = this.volumeOf(pod, name);
      const path = mountPath.replace(/(.)\/+$/, '$1');
      return {
        path,
        device: volume.device,
        readOnly: volume.readOnly || readOnly === true,
        files: volume.files,
      };
    });
    // The longest path first, so that a volume within a volume is found before what is around it.
    placed.sort((a, b) => b.path.length - a.path.length);
    const mounts = placed.map(({ path, device, readOnly }) => ({ path, device, readOnly }));
    return { files: mounted(root, placed), mounts };
  }

  /** The words of the kubelet for a volume that cannot be set up; undefined when all can. */
  problem(pod: Pod): string | undefined {
    for (const { name, configMap, secret } of pod.spec.volumes ?? []) {
      const missing =
        this.missingSource(pod, configMap, 'configmaps', 'configmap', 'name') ??
        this.missingSource(pod, secret, 'secrets', 'secret', 'secretName');
      if (missing !== undefined) return `MountVolume.SetUp failed for volume "${name}" : ${missing}`;
    }
    return undefined;
  }

  forget(podUid: string): void {
    this.byPod.delete(podUid);
  }

  private missingSource(
    pod: Pod,
    source: unknown,
    resource: 'configmaps' | 'secrets',
    word: string,
    key: string,
  ): string | undefined {
    const name = textOf(source, key);
    if (name === '' || (source as { optional?: boolean }).optional === true) return undefined;
    return this.data(resource, pod.metadata.namespace ?? '', name) === undefined
      ? `${word} "${name}" not found`
      : undefined;
  }

  private volumeOf(pod: Pod, name: string): Volume {
    const { uid } = pod.metadata;
    const volumes = this.byPod.get(uid) ?? new Map<string, Volume>();
    this.byPod.set(uid, volumes);
    const known = volumes.get(name) ?? this.make(pod, name);
    volumes.set(name, known);
    return known;
  }

  private make(pod: Pod, name: string): Volume {
    const namespace = pod.metadata.namespace ?? '';
    const source = (pod.spec.volumes ?? []).find((volume) => volume.name === name) ?? { name };
    const { configMap, secret, projected } = source;
    if (configMap !== undefined) {
      const map = this.data('configmaps', namespace, textOf(configMap, 'name'));
      return { files: filesOf(map?.data), device: '/dev/vda1', readOnly: true };
    }
    if (secret !== undefined) {
      const object = this.data('secrets', namespace, textOf(secret, 'secretName'));
      return { files: filesOf(object?.data, 'base64'), device: 'tmpfs', readOnly: true };
    }
    if (projected !== undefined) {
      const files = new InMemoryFs({ '/namespace': { content: namespace } });
      return { files, device: 'tmpfs', readOnly: true };
    }
    const inMemory = textOf(source.emptyDir, 'medium') === 'Memory';
    return { files: new InMemoryFs(), device: inMemory ? 'tmpfs' : '/dev/vda1', readOnly: false };
  }
}

interface Placed {
  path: string;
  files: IFileSystem;
}

/** A file system with others at places in it, and with others again at places in those. */
function mounted(base: IFileSystem, placed: Placed[]): IFileSystem {
  const inside = (inner: Placed, outer: Placed): boolean => inner.path.startsWith(`${outer.path}/`);
  const files = new MountableFs({ base });
  for (const outer of placed.filter((one) => !placed.some((other) => inside(one, other)))) {
    const within = placed
      .filter((one) => inside(one, outer))
      .map((one) => ({ path: one.path.slice(outer.path.length), files: one.files }));
    files.mount(outer.path, within.length === 0 ? outer.files : mounted(outer.files, within));
  }
  return files;
}

function textOf(value: unknown, key: string): string {
  const text: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  return typeof text === 'string' ? text : '';
}

function filesOf(data: unknown, encoding: BufferEncoding = 'utf8'): InMemoryFs {
  const entries = typeof data === 'object' && data !== null ? Object.entries(data) : [];
  return new InMemoryFs(
    Object.fromEntries(
      entries.map(([name, value]): [string, string] => [
        `/${name}`,
        Buffer.from(String(value), encoding).toString('utf8'),
      ]),
    ),
  );
}
