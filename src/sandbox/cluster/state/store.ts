import type { KubeObject, Pod, WorkloadObject } from '../api/objects.ts';

/** An object whose spec and status nobody here looks into. */
export type PlainObject = KubeObject & Record<string, unknown>;

/** What is kept under each resource. */
export interface ResourceTypes {
  pods: Pod;
  namespaces: PlainObject;
  nodes: KubeObject & { status: { addresses: { type: string; address: string }[] } };
  events: PlainObject;
  configmaps: PlainObject;
  secrets: PlainObject;
  deployments: WorkloadObject;
  replicasets: WorkloadObject;
  statefulsets: WorkloadObject;
  daemonsets: WorkloadObject;
  jobs: WorkloadObject;
}

export type Resource = keyof ResourceTypes;

export type ChangeType = 'ADDED' | 'MODIFIED' | 'DELETED';

/** One change in the store. `previous` is what watchers with a selector compare with. */
export interface Change {
  version: number;
  resource: Resource;
  type: ChangeType;
  object: KubeObject;
  previous?: KubeObject;
}

export type Since = { kind: 'changes'; changes: Change[] } | { kind: 'expired'; oldest: number };

export interface StoreOptions {
  firstVersion?: number;
  /** How many changes watches can still start from; older ones answer 410. */
  historyLimit?: number;
}

/** All objects of the cluster, with one resource version for everything, as etcd has it, and a bounded history. */
export class Store {
  private readonly objects = new Map<string, KubeObject>();
  private readonly listeners = new Set<(change: Change) => void>();
  private readonly historyLimit: number;
  private history: Change[] = [];
  private lastVersion: number;
  private compacted: number;

  constructor(options: StoreOptions = {}) {
    this.lastVersion = options.firstVersion ?? 1000;
    this.compacted = this.lastVersion;
    this.historyLimit = options.historyLimit ?? 2000;
  }

  version(): number {
    return this.lastVersion;
  }

  get<R extends Resource>(
    resource: R,
    namespace: string | undefined,
    name: string,
  ): ResourceTypes[R] | undefined {
    const found = this.objects.get(keyOf(resource, namespace, name));
    return found === undefined ? undefined : (structuredClone(found) as ResourceTypes[R]);
  }

  /** Copies of a resource's objects, of one namespace or of all, ordered by namespace and name. */
  list<R extends Resource>(resource: R, namespace?: string): ResourceTypes[R][] {
    const prefix = namespace === undefined ? `${resource}/` : `${resource}/${namespace}/`;
    return [...this.objects.entries()]
      .filter(([key]) => key.startsWith(prefix))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, object]) => structuredClone(object) as ResourceTypes[R]);
  }

  /** Writes an object under the next resource version and returns the stored copy. */
  put<R extends Resource>(resource: R, object: ResourceTypes[R]): ResourceTypes[R] {
    const key = keyOf(resource, object.metadata.namespace, object.metadata.name);
    const previous = this.objects.get(key);
    const stored = structuredClone(object);
    stored.metadata.resourceVersion = String(this.nextVersion());
    this.objects.set(key, stored);
    this.record({
      version: this.lastVersion,
      resource,
      type: previous === undefined ? 'ADDED' : 'MODIFIED',
      object: stored,
      ...(previous === undefined ? {} : { previous }),
    });
    return structuredClone(stored);
  }

  remove(resource: Resource, namespace: string | undefined, name: string): KubeObject | undefined {
    const key = keyOf(resource, namespace, name);
    const previous = this.objects.get(key);
    if (previous === undefined) return undefined;
    this.objects.delete(key);
    const last = structuredClone(previous);
    last.metadata.resourceVersion = String(this.nextVersion());
    this.record({ version: this.lastVersion, resource, type: 'DELETED', object: last, previous });
    return last;
  }

  /** Whether a version is too old to start from or to list at. */
  isCompacted(version: number): boolean {
    return version < this.compacted;
  }

  /** Forgets all history, as etcd's compaction does: whoever starts from an older version gets 410. */
  compact(): void {
    this.history = [];
    this.compacted = this.nextVersion();
  }

  /** Changes after a version; "expired" when some of them are no longer kept. */
  since(resource: Resource, version: number): Since {
    if (version < this.compacted) return { kind: 'expired', oldest: this.compacted };
    const changes = this.history.filter((change) => change.version > version && change.resource === resource);
    return { kind: 'changes', changes };
  }

  subscribe(listener: (change: Change) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private nextVersion(): number {
    this.lastVersion += 1;
    return this.lastVersion;
  }

  private record(change: Change): void {
    this.history.push(change);
    if (this.history.length > this.historyLimit) {
      const dropped = this.history.length - this.historyLimit;
      this.compacted = this.history[dropped - 1]?.version ?? this.compacted;
      this.history = this.history.slice(dropped);
    }
    for (const listener of this.listeners) listener(change);
  }
}

function keyOf(resource: Resource, namespace: string | undefined, name: string): string {
  return `${resource}/${namespace ?? ''}/${name}`;
}
