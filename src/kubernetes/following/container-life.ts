import type { V1ContainerState, V1Pod } from '@kubernetes/client-node';
import type { FollowOutcome, PodIdentity } from '../cluster.ts';
import type { Connection } from '../connection/connection.ts';
import { type Heard, hearPod } from '../watching/hear-pod.ts';
import { lostSentence, type LostHow } from './lost-container.ts';
import { deleted, startVerdict } from '../failures/start-failures.ts';
import { StartPatience } from '../watching/start-patience.ts';

export interface LivingContainer extends PodIdentity {
  readonly namespace: string;
  readonly container: string;
}

/** How it ended, or that it cannot be known. */
export type LifeEnd = Exclude<FollowOutcome, { readonly kind: 'timed-out' | 'aborted' }>;

/** Follows a container's state by the watch: when it started, and how it ended. */
export class ContainerLife {
  readonly #connection: Connection;
  readonly #living: LivingContainer;
  readonly #date: () => number;
  readonly #stopped = new AbortController();
  readonly #over = new AbortController();
  readonly #patience: StartPatience;
  readonly #started = Promise.withResolvers<number>();
  readonly #ended = Promise.withResolvers<LifeEnd>();
  readonly #done: Promise<void>;
  #notStartedAt: number | undefined;
  #running = false;
  #podIsGone = false;
  #end: LifeEnd | undefined;

  /** `date`: milliseconds since the epoch. */
  constructor(connection: Connection, living: LivingContainer, date: () => number) {
    this.#connection = connection;
    this.#living = living;
    this.#date = date;
    this.#patience = new StartPatience(connection.timing.patience, ({ sentence, program }) =>
      this.#finish({ kind: program ? 'could-not-start' : 'never-started', sentence }),
    );
    this.#done = hearPod(connection, living, this.#stopped.signal, (heard) => this.#hear(heard));
  }

  /** Resolves with the milliseconds since its start; never when it does not start. */
  get started(): Promise<number> {
    return this.#started.promise;
  }

  /** Resolves when it is over, or never will start. */
  get ended(): Promise<LifeEnd> {
    return this.#ended.promise;
  }

  /** Fires then. */
  get over(): AbortSignal {
    return this.#over.signal;
  }

  /** The same, as far as it is known now. */
  get end(): LifeEnd | undefined {
    return this.#end;
  }

  /** Whether its pod is known to be gone: whatever is called so from then on is another. */
  get podIsGone(): boolean {
    return this.#podIsGone;
  }

  /** What probably keeps it from starting, to follow a colon. */
  get likely(): string {
    return this.#patience.likely;
  }

  /** Ends the watching; resolves when no call is under way. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    this.#patience.stop();
    await this.#done;
  }

  #hear(heard: Heard): void {
    const { name } = this.#living;
    if (heard.kind === 'there') this.#look(heard.pod);
    else if (heard.kind === 'nothing') this.#patience.hearNothing(heard.sentence);
    else if (this.#running) this.#lost({ kind: 'deleted' });
    else this.#finish({ kind: 'never-started', sentence: deleted(name) });
  }

  #look(pod: V1Pod): void {
    const verdict = startVerdict(pod, this.#living, this.#living.container);
    if (verdict.kind === 'running' || verdict.kind === 'over') {
      const state = stateOf(pod, this.#living.container);
      this.#start(state);
      if (verdict.kind === 'over') this.#ends(pod, state);
      else this.#lookAtPhase(pod);
      return;
    }
    if (!this.#running) {
      this.#notStartedAt = this.#connection.now();
      this.#patience.hear(verdict);
    } else if (verdict.kind === 'never') {
      this.#lost(pod.metadata?.uid === this.#living.uid ? { kind: 'unknown' } : { kind: 'replaced' });
    }
  }

  /** A container's start is told in whole seconds of the node's clock, so it is bound by what was seen here. */
  #start(state: V1ContainerState | undefined): void {
    if (this.#running) return;
    this.#running = true;
    this.#patience.stop();
    const startedAt = state?.running?.startedAt ?? state?.terminated?.startedAt;
    const told = startedAt ? Math.max(0, this.#date() - new Date(startedAt).getTime()) : 0;
    const atMost = this.#notStartedAt === undefined ? told : this.#connection.now() - this.#notStartedAt;
    this.#started.resolve(Math.min(told, atMost));
  }

  #ends(pod: V1Pod, state: V1ContainerState | undefined): void {
    const { exitCode = 0, reason = '' } = state?.terminated ?? {};
    const signalled = exitCode === 137 || exitCode === 143;
    if (reason === 'ContainerStatusUnknown') this.#lost({ kind: 'unknown' });
    else if (signalled && pod.metadata?.deletionTimestamp) this.#lost({ kind: 'deleted', exitCode });
    else this.#finish({ kind: 'exited', code: exitCode });
  }

  /** A pod that is over runs nothing, whatever its last word on the container was. */
  #lookAtPhase({ status }: V1Pod): void {
    const phase = status?.phase ?? '';
    if (phase !== 'Succeeded' && phase !== 'Failed') return;
    this.#lost({ kind: 'pod-over', why: status?.reason ?? phase });
  }

  #lost(how: LostHow): void {
    this.#podIsGone ||= how.kind === 'replaced' || (how.kind === 'deleted' && how.exitCode === undefined);
    this.#finish({ kind: 'lost', sentence: lostSentence(this.#living.name, how) });
  }

  #finish(end: LifeEnd): void {
    if (this.#end) return;
    this.#end = end;
    this.#ended.resolve(end);
    this.#over.abort();
    this.#stopped.abort();
    this.#patience.stop();
  }
}

function stateOf({ status }: V1Pod, container: string): V1ContainerState | undefined {
  return status?.ephemeralContainerStatuses?.find(({ name }) => name === container)?.state;
}
