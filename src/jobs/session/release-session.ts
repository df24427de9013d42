import type { ContainerReport } from '../../domain/container/container-report.ts';
import { releaseCommand } from '../../domain/container/holder.ts';
import type { Plan } from '../../domain/request/plan.ts';
import type { Request } from '../../domain/request/request.ts';
import { KeyholeError, NotYet } from '../../errors.ts';
import type { Cluster } from '../../kubernetes/cluster.ts';
import type { Logger } from '../../logger.ts';
import type { Requests } from '../../requests/requests.ts';
import { endedEvent } from './pod-events.ts';
import type { Processor } from '../workers.ts';

/** How long after its own time limit a holder is taken to be gone, in milliseconds: it counts seconds, on a busy node slowly. */
const HOLDER_SLACK_MS = 60_000;

/** How long after a session's end its container may still appear, in milliseconds: longer than a call to the cluster takes. */
const LATE_PATCH_MS = 30_000;

/** A holder that was told to end does so within a second, and the kubelet tells it up to another one later. */
const LOOKS = 10;
const BETWEEN_LOOKS_MS = 500;

export interface ReleaseSessionDeps {
  readonly requests: Requests;
  readonly cluster: Cluster;
  readonly logger: Logger;
  readonly now: () => number;
  /** Sleeps for a number of milliseconds. */
  readonly wait: (ms: number) => Promise<unknown>;
}

/**
 * Tells the holder of an ended session to end; where that cannot be done it is tried again until the holder's own limit. A
 * container that has a command of its own cannot be told to, and a reused one is not this session's to end. Then writes down
 * how the container stands, and tells on the pod that the session has ended.
 */
export function releaseSession(deps: ReleaseSessionDeps): Processor {
  /** Those whose pod was told of their end, while their release is still tried. */
  const told = new Set<string>();
  return async (requestId, signal) => {
    const request = await deps.requests.load(requestId);
    if (request?.state !== 'ended' || request.released || !request.plan) return;
    const { plan } = request;
    const tellOnce = async () => {
      if (told.has(requestId) || !(request.containerAdded || plan.reused)) return;
      told.add(requestId);
      await tell(deps, request, plan);
    };
    const endsNow = async () => {
      try {
        return plan.mode === 'exec' && !plan.reused && (await release(deps, request, plan));
      } catch (error) {
        // It may be tried for as long as a session lasts.
        await tellOnce();
        throw error;
      }
    };
    const ends = await endsNow();
    const report = await lastReport(deps, plan, signal, ends ? LOOKS : 1);
    await tellOnce();
    await deps.requests.change(requestId, { type: 'released', ...(report && { report }) });
    told.delete(requestId);
  };
}

/** Whether the container is about to end. Throws while it is to be tried again. */
async function release({ cluster, now }: ReleaseSessionDeps, request: Request, plan: Plan): Promise<boolean> {
  const released = await cluster.release({
    namespace: plan.namespace,
    pod: plan.pod,
    container: plan.container.name,
    argv: releaseCommand(request.id),
  });
  if (now() < endsByItself(request)) {
    if (released.kind === 'failed') throw new KeyholeError('release-failed', released.sentence);
    if (released.kind === 'not-yet') throw new NotYet(released.sentence);
  }
  if (released.kind === 'gone' && mayStillCome(request, now())) {
    throw new NotYet('The container may still be added: it is looked for again.');
  }
  return released.kind === 'released';
}

/** How the container stands, once it is over; else as it stood at the last of so many looks. */
async function lastReport(
  { cluster, wait }: ReleaseSessionDeps,
  { namespace, pod, container }: Plan,
  signal: AbortSignal,
  looks: number,
): Promise<ContainerReport | undefined> {
  let last: ContainerReport | undefined;
  for (let look = 0; look < looks && !signal.aborted; look += 1) {
    if (look > 0) await wait(BETWEEN_LOOKS_MS);
    const answer = await cluster.report({ namespace, pod, container: container.name, signal });
    if (answer.kind === 'gone') return last;
    if (answer.kind === 'reported') last = answer.report;
    if (last?.state.kind === 'terminated') return last;
  }
  return last;
}

/** What fails is logged: the session has ended all the same. */
async function tell({ cluster, logger }: ReleaseSessionDeps, request: Request, plan: Plan): Promise<void> {
  const { namespace, pod, container } = plan;
  const told = await cluster.recordEvent({
    namespace,
    pod,
    container: container.name,
    ...endedEvent(request),
  });
  if (told.kind === 'failed')
    logger.warn({ requestId: request.id, sentence: told.sentence }, 'end of a session not told');
}

/** A patch that was under way when the session ended may add the container after a release did not find it. */
function mayStillCome(request: Request, now: number): boolean {
  return !request.containerAdded && now < (request.endedAt ?? 0) + LATE_PATCH_MS;
}

function endsByItself(request: Request): number {
  const { session = 0, extended = session } = request.plan?.grant.limits ?? {};
  const limit = extended * 1000;
  return (request.endedAt ?? request.askedAt) + limit + HOLDER_SLACK_MS;
}
