import { setTimeout as wait } from 'node:timers/promises';
import type { PodIdentity } from '../cluster.ts';
import type { Connection } from '../connection/connection.ts';
import { type Heard, hearPod } from './hear-pod.ts';
import { deleted, startVerdict } from '../failures/start-failures.ts';
import { StartPatience } from './start-patience.ts';

export interface StartWatched extends PodIdentity {
  readonly namespace: string;
  readonly container: string;
}

/**
 * Watches a pod while its debug container starts, and tells when that will not come to anything. A start that is
 * quicker than `timing.watchAfter` costs no request.
 */
export class StartWatch {
  readonly #connection: Connection;
  readonly #watched: StartWatched;
  readonly #hopeless = new AbortController();
  readonly #stopped = new AbortController();
  readonly #patience: StartPatience;
  readonly #done: Promise<void>;
  #sentence: string | undefined;

  constructor(connection: Connection, watched: StartWatched) {
    this.#connection = connection;
    this.#watched = watched;
    this.#patience = new StartPatience(connection.timing.patience, ({ sentence }) => {
      this.#sentence = sentence;
      this.#stopped.abort();
      this.#hopeless.abort();
    });
    this.#done = this.#watch();
  }

  /** Fires when it is known that the container will not run; then `sentence` tells why. */
  get hopeless(): AbortSignal {
    return this.#hopeless.signal;
  }

  get sentence(): string | undefined {
    return this.#sentence;
  }

  /** What probably keeps the container, to follow a colon. */
  get likely(): string {
    return this.#patience.likely;
  }

  /** Ends the watching; resolves when no call is under way. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    this.#patience.stop();
    await this.#done;
  }

  async #watch(): Promise<void> {
    const { signal } = this.#stopped;
    await wait(this.#connection.timing.watchAfter, undefined, { signal }).catch(() => undefined);
    await hearPod(this.#connection, this.#watched, signal, (heard) => this.#hear(heard));
  }

  #hear(heard: Heard): void {
    const { name, container } = this.#watched;
    switch (heard.kind) {
      case 'there':
        this.#patience.hear(startVerdict(heard.pod, this.#watched, container));
        return;
      case 'gone':
        this.#patience.hear({ kind: 'never', sentence: deleted(name) });
        return;
      case 'nothing':
        this.#patience.hearNothing(heard.sentence);
    }
  }
}
