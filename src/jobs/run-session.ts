import { randomUUID } from 'node:crypto';
import { releaseCommand } from '../domain/holder.ts';
import type { Plan } from '../domain/plan.ts';
import type { Policy } from '../domain/policy.ts';
import { type Event, type Request, unfinishedRun } from '../domain/request.ts';
import { stillAllowed } from '../domain/still-allowed.ts';
import { KeyholeError } from '../errors.ts';
import type { Requests } from '../requests/requests.ts';
import { type RunOnce, runOnce } from './run-once.ts';
import type { Processor } from './workers.ts';

export interface RunSessionDeps extends RunOnce {
  readonly requests: Requests;
  readonly policy: () => Policy;
  /** Sleeps for a number of milliseconds. */
  readonly wait: (ms: number) => Promise<unknown>;
}

/** How often the release of a container that nobody wants any more is tried, once a second; it ends by itself anyhow. */
const RELEASE_TRIES = 20;

/**
 * Takes an approved request through its session: checks it again, adds the container, runs what was approved.
 *
 * It may be called twice, late or never. It acts only under a lease that it takes on the record; a run that may have been
 * handed to the cluster under an earlier lease is never handed over again, its outcome is unknown.
 */
export function runSession(deps: RunSessionDeps): Processor {
  return async (requestId, signal) => {
    const lease = randomUUID();
    const taken = await deps.requests.change(requestId, { type: 'starting', lease });
    if (taken.kind === 'refused' || !taken.request.plan) return;
    if (taken.request.runs.every((run) => run.startedAt === undefined)) {
      const allowed = stillAllowed(deps.policy(), taken.request);
      if (allowed.kind === 'no') {
        await deps.requests.change(requestId, {
          type: 'ended',
          outcome: 'refused',
          sentence: allowed.sentence,
          lease,
        });
        return;
      }
    }
    const session = new Session(deps, taken.request.plan, requestId, lease, signal);
    await session.goOn(taken.request);
  };
}

/** One worker's hold on a session. Every change is refused once the lease is gone, and then it stops. */
class Session {
  readonly #deps: RunSessionDeps;
  readonly #plan: Plan;
  readonly #id: string;
  readonly #lease: string;
  readonly #signal: AbortSignal;

  constructor(deps: RunSessionDeps, plan: Plan, id: string, lease: string, signal: AbortSignal) {
    this.#deps = deps;
    this.#plan = plan;
    this.#id = id;
    this.#lease = lease;
    this.#signal = signal;
  }

  async goOn(request: Request): Promise<void> {
    const lost = unfinishedRun(request);
    if (lost !== undefined) return this.#giveUpLostRun(request, lost);
    if (!request.containerAdded && !(await this.#addContainer())) return;
    for (const [run, { endedAt }] of request.runs.entries()) {
      if (endedAt === undefined && !(await this.#run(run))) return;
    }
    if (!this.#plan.staysOpen)
      await this.#change({ type: 'ended', outcome: 'completed', lease: this.#lease });
  }

  async #giveUpLostRun(request: Request, run: number): Promise<void> {
    const sentence =
      request.state === 'active'
        ? 'The worker was lost while the command ran, so its outcome is unknown. Nothing ran it again.'
        : 'The worker was lost while it handed the command over, so whether it ran is unknown. Nothing ran it again.';
    const output = { bytes: 0, cutBytes: 0, redactions: 0 };
    const verdict = { kind: 'unknown', sentence } as const;
    const over = { outcome: 'interrupted', sentence } as const;
    await this.#change({ type: 'run-ended', run, lease: this.#lease, verdict, output, over });
  }

  async #addContainer(): Promise<boolean> {
    const { namespace, pod, container } = this.#plan;
    const added = await this.#deps.cluster.addContainer({ namespace, pod, container, signal: this.#signal });
    // Stopping is no answer of the cluster: the job goes to another worker, and adding twice is adding once.
    if (added.kind !== 'added' && this.#signal.aborted)
      throw new KeyholeError('stopping', 'The worker is stopping.');
    // Without an answer the container may be there: the session ends all the same, and its release looks for it.
    if (added.kind !== 'added') {
      await this.#change({ type: 'ended', outcome: 'failed', sentence: added.sentence, lease: this.#lease });
      return false;
    }
    if (await this.#change({ type: 'container-added', lease: this.#lease })) return true;
    await this.#releaseUnwanted();
    return false;
  }

  /** The session ended while its container was being added, perhaps before its release could find it. */
  async #releaseUnwanted(): Promise<void> {
    const { namespace, pod, container } = this.#plan;
    const argv = releaseCommand(this.#id);
    const request = await this.#deps.requests.load(this.#id);
    for (
      let tries = 0;
      request?.state === 'ended' && tries < RELEASE_TRIES && !this.#signal.aborted;
      tries += 1
    ) {
      const released = await this.#deps.cluster.release({ namespace, pod, container: container.name, argv });
      if (released.kind !== 'failed') return;
      await this.#deps.wait(1_000);
    }
  }

  /** Runs one command; false when the session is over, no longer this worker's, or left to the next worker. */
  async #run(run: number): Promise<boolean> {
    // Written down before the cluster hears of it: after a crash in between nothing may run it a second time.
    const started = await this.#deps.requests.change(this.#id, {
      type: 'run-started',
      run,
      lease: this.#lease,
    });
    if (started.kind === 'refused') return false;
    const ended = await runOnce(this.#deps, {
      plan: this.#plan,
      request: started.request,
      run,
      signal: this.#signal,
      active: async () => {
        await this.#change({ type: 'active', lease: this.#lease });
      },
      isOurs: async () => {
        const now = await this.#deps.requests.load(this.#id);
        return now?.lease === this.#lease && now.state !== 'ended';
      },
    });
    if (ended.kind === 'withdrawn') {
      await this.#change({ type: 'run-withdrawn', run, lease: this.#lease });
      throw new KeyholeError('stopping', 'The worker is stopping.');
    }
    const { kind: _ended, ...how } = ended;
    const told = await this.#change({ type: 'run-ended', run, lease: this.#lease, ...how });
    return told && ended.over === undefined;
  }

  async #change(event: Event): Promise<boolean> {
    const changed = await this.#deps.requests.change(this.#id, event);
    return changed.kind === 'changed';
  }
}
