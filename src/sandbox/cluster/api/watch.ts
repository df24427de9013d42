import type { Cluster } from '../cluster.ts';
import type { Call, Reply, ResponseStream } from './http.ts';
import { expired, matcherOf } from './lists.ts';
import type { ListedResource } from './lists.ts';
import type { KubeObject } from './objects.ts';
import type { Matcher } from './selectors.ts';
import { badRequest } from './status.ts';
import type { Change, Store } from '../state/store.ts';

interface WatchEvent {
  type: string;
  object: unknown;
}

/** How a change looks through a selector: an object that no longer matches is gone for this watcher. */
function seen(change: Change, matches: Matcher, namespace: string): WatchEvent | undefined {
  const inside = (object: KubeObject): boolean =>
    (namespace === '' || object.metadata.namespace === namespace) && matches(object);
  const now = inside(change.object);
  const before = change.previous !== undefined && inside(change.previous);
  if (change.type === 'DELETED') return before ? { type: 'DELETED', object: change.object } : undefined;
  if (now) return { type: before ? 'MODIFIED' : 'ADDED', object: change.object };
  return before ? { type: 'DELETED', object: change.object } : undefined;
}

function bookmark(listed: ListedResource, version: number, initial: boolean): WatchEvent {
  const annotations = initial ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : {};
  const metadata = { resourceVersion: String(version), ...annotations };
  const empty = listed.kind === 'Pod' ? { spec: { containers: null }, status: {} } : {};
  return {
    type: 'BOOKMARK',
    object: { kind: listed.kind, apiVersion: listed.apiVersion, metadata, ...empty },
  };
}

/** A watch: changes from `resourceVersion` on (without one, first everything there is), until timeoutSeconds. */
export function watchReply(cluster: Cluster, call: Call, listed: ListedResource): Reply {
  const { store, bookmarkMs } = cluster;
  const matches = matcherOf(call, listed);
  const asked = call.query.get('resourceVersion') ?? '';
  if (asked !== '' && !/^\d+$/.test(asked)) {
    throw badRequest(
      `resourceVersion: Invalid value: "${asked}": strconv.ParseUint: parsing "${asked}": invalid syntax`,
    );
  }
  const allowed = call.query.get('allowWatchBookmarks') === 'true';
  const plan: WatchPlan = {
    from: Number(asked === '' ? '0' : asked),
    timeoutMs: Number(call.query.get('timeoutSeconds') ?? '0') * 1000,
    bookmarkMs: allowed ? bookmarkMs : undefined,
  };
  return {
    kind: 'stream',
    contentType: 'application/json',
    run: async (stream) => {
      const watch = new Watch(store, call, listed, matches);
      await watch.run(stream, plan);
    },
  };
}

interface WatchPlan {
  from: number;
  /** 0: without end. */
  timeoutMs: number;
  /** From one bookmark to the next; undefined: none are wanted. */
  bookmarkMs: number | undefined;
}

class Watch {
  private readonly store: Store;
  private readonly call: Call;
  private readonly listed: ListedResource;
  private readonly matches: Matcher;
  private readonly queue: WatchEvent[] = [];
  private wake: () => void = () => undefined;
  private over = false;

  constructor(store: Store, call: Call, listed: ListedResource, matches: Matcher) {
    this.store = store;
    this.call = call;
    this.listed = listed;
    this.matches = matches;
  }

  async run(stream: ResponseStream, { from, timeoutMs, bookmarkMs }: WatchPlan): Promise<void> {
    if (!this.start(from, bookmarkMs !== undefined)) return this.drain(stream);
    const unsubscribe = this.store.subscribe((change) => {
      // A watch from a version that is still to come waits for it silently, as the recorded server did.
      if (change.resource === this.listed.resource && change.version > from) this.offer(change);
    });
    const stop = (): void => {
      this.over = true;
      this.wake();
    };
    this.call.signal.addEventListener('abort', stop);
    const timer = timeoutMs > 0 ? setTimeout(stop, timeoutMs) : undefined;
    const ticker =
      bookmarkMs === undefined
        ? undefined
        : setInterval(() => this.push(bookmark(this.listed, this.store.version(), false)), bookmarkMs);
    try {
      while (!this.over) {
        await this.drain(stream);
        if (this.over) break;
        await new Promise<void>((resolve) => {
          this.wake = resolve;
          if (this.queue.length > 0 || this.over) resolve();
        });
      }
      await this.drain(stream);
    } finally {
      unsubscribe();
      clearTimeout(timer);
      clearInterval(ticker);
      this.call.signal.removeEventListener('abort', stop);
    }
  }

  /** Queues what comes first; false when the watch cannot start from that version. */
  private start(from: number, bookmarks: boolean): boolean {
    if (from === 0) {
      const namespace = this.call.namespace === '' ? undefined : this.call.namespace;
      for (const object of this.store.list(this.listed.resource, namespace)) {
        if (this.matches(object)) this.push({ type: 'ADDED', object });
      }
      if (bookmarks) this.push(bookmark(this.listed, this.store.version(), true));
      return true;
    }
    const since = this.store.since(this.listed.resource, from);
    if (since.kind === 'expired') {
      this.push({ type: 'ERROR', object: expired(from, since.oldest).body });
      return false;
    }
    for (const change of since.changes) this.offer(change);
    return true;
  }

  private offer(change: Change): void {
    const event = seen(change, this.matches, this.call.namespace);
    if (event !== undefined) this.push(event);
  }

  private push(event: WatchEvent): void {
    this.queue.push(event);
    this.wake();
  }

  private async drain(stream: ResponseStream): Promise<void> {
    for (let event = this.queue.shift(); event !== undefined; event = this.queue.shift()) {
      await stream.write(`${JSON.stringify(event)}\n`);
    }
  }
}
