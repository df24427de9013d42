import type { ServerResponse } from 'node:http';
import type { V1Pod } from '@kubernetes/client-node';
import { exchange, type Plain, recordedPod } from './recordings.ts';
import type { ScriptedReply, SeenRequest } from './scripted-server.ts';

export type PlainPod = Plain<V1Pod>;

const HAPPY = recordedPod('happy');

/** The pod that tests follow a container of. */
export const IDENTITY = { name: 'happy', uid: HAPPY.metadata?.uid ?? '' };

const MISSING = exchange('exec-protocol', 'no such pod').response;

/** The recorded pod with one debug container, `debug-1`, in a state; undefined: the cluster says nothing about it. */
export function podWith(state: object | undefined, change: object = {}): PlainPod {
  const image = 'docker.io/library/busybox:latest';
  const statuses = state
    ? [{ name: 'debug-1', image, imageID: '', ready: false, restartCount: 0, state }]
    : [];
  return {
    ...HAPPY,
    spec: { containers: [], ...HAPPY.spec, ephemeralContainers: [{ name: 'debug-1', image }] },
    status: { ...HAPPY.status, ephemeralContainerStatuses: statuses },
    ...change,
  };
}

/** One pod of an API server that can be read, listed and watched, and changed by a test. */
export class ScriptedPod {
  readonly watches: URL[] = [];
  readonly #watchers = new Set<ServerResponse>();
  #pod: PlainPod | undefined;
  #version = 1000;
  #onWatch = Promise.withResolvers<void>();

  constructor(pod: PlainPod | undefined) {
    this.#pod = pod;
  }

  /** Resolves at the next watch that begins. */
  get watched(): Promise<void> {
    return this.#onWatch.promise;
  }

  /** How many watches are open. */
  get watchers(): number {
    return this.#watchers.size;
  }

  readonly answer = (request: SeenRequest): ScriptedReply => {
    const url = new URL(request.path, 'https://server');
    if (url.searchParams.get('watch') === 'true') return { status: 200, stream: this.#watch(url) };
    if (url.pathname.endsWith('/pods')) {
      const metadata = { resourceVersion: String(this.#version) };
      return { status: 200, body: { kind: 'PodList', metadata, items: this.#pod ? [this.#pod] : [] } };
    }
    return this.#pod ? { status: 200, body: this.#pod } : { status: MISSING.status, body: MISSING.body };
  };

  become(pod: PlainPod): void {
    this.#pod = pod;
    this.#send('MODIFIED', pod);
  }

  delete(): void {
    const last = this.#pod;
    this.#pod = undefined;
    if (last) this.#send('DELETED', last);
  }

  /** As the server does every minute. */
  bookmark(): void {
    this.#send('BOOKMARK', { kind: 'Pod' });
  }

  /** Writes to every watch as it is. */
  write(text: string | Buffer): void {
    for (const watcher of this.#watchers) watcher.write(text);
  }

  /** The watches' time is up. */
  endWatches(): void {
    this.#close((watcher) => watcher.end());
  }

  breakWatches(): void {
    this.#close((watcher) => watcher.destroy());
  }

  event(type: string, object: PlainPod | { kind: 'Pod' }): string {
    this.#version += 1;
    const metadata = {
      ...('metadata' in object ? object.metadata : {}),
      resourceVersion: String(this.#version),
    };
    return `${JSON.stringify({ type, object: { ...object, metadata } })}\n`;
  }

  #send(type: string, object: PlainPod | { kind: 'Pod' }): void {
    this.write(this.event(type, object));
  }

  #close(how: (watcher: ServerResponse) => void): void {
    this.#onWatch = Promise.withResolvers<void>();
    for (const watcher of this.#watchers) how(watcher);
    this.#watchers.clear();
  }

  #watch(url: URL): (response: ServerResponse) => void {
    return (response) => {
      this.watches.push(url);
      this.#watchers.add(response);
      response.on('close', () => this.#watchers.delete(response));
      response.flushHeaders();
      this.#onWatch.resolve();
    };
  }
}
