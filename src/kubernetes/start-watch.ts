import { setTimeout as wait } from 'node:timers/promises';
import type { PodIdentity } from './cluster.ts';
import type { Connection } from './connection.ts';
import { isMissing, readPod } from './pod-search.ts';
import { deleted, type StartVerdict, startVerdict } from './start-failures.ts';

export interface StartWatched extends PodIdentity {
  readonly namespace: string;
  readonly container: string;
}

/** Looks at a pod in intervals while its debug container starts, and tells when that will not come to anything. */
export class StartWatch {
  readonly #connection: Connection;
  readonly #watched: StartWatched;
  readonly #hopeless = new AbortController();
  readonly #stopped = new AbortController();
  readonly #done: Promise<void>;
  #failingSince: number | undefined;
  #sentence: string | undefined;
  #likely = 'the cluster has not said anything about it';

  constructor(connection: Connection, watched: StartWatched) {
    this.#connection = connection;
    this.#watched = watched;
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
    return this.#likely;
  }

  /** Ends the looking; resolves when no call is under way. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#done;
  }

  async #watch(): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted && this.#sentence === undefined) {
      try {
        await wait(this.#connection.timing.podRead, undefined, { signal });
      } catch {
        return; // Stopped.
      }
      await this.#look(signal);
    }
  }

  async #look(signal: AbortSignal): Promise<void> {
    const { namespace, name, container } = this.#watched;
    const answer = await readPod(this.#connection, namespace, name, signal, 1);
    if (answer.kind === 'ok') this.#judge(startVerdict(answer.value, this.#watched, container));
    else if (isMissing(answer.failure)) this.#judge({ kind: 'never', sentence: deleted(name) });
  }

  #judge(verdict: StartVerdict): void {
    const { now, timing } = this.#connection;
    if (verdict.kind === 'starting') this.#likely = verdict.likely;
    if (verdict.kind === 'never' || verdict.kind === 'over') this.#giveUp(verdict.sentence);
    if (verdict.kind !== 'failing') {
      // Between two failed pulls the kubelet reports ContainerCreating again for a moment; the patience goes on.
      if (verdict.kind === 'running') this.#failingSince = undefined;
      return;
    }
    this.#failingSince ??= now();
    this.#likely = verdict.sentence.replace(/\.$/, '');
    if (now() - this.#failingSince >= timing.patience) this.#giveUp(verdict.sentence);
  }

  #giveUp(sentence: string): void {
    this.#sentence = sentence;
    this.#hopeless.abort();
  }
}
