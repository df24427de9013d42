import type { ContainerReport, ContainerState } from '../../domain/container/container-report.ts';
import type { Request } from '../../domain/request/request.ts';
import { messageOf } from '../../errors.ts';
import type { ContainerOptions } from '../../kubernetes/cluster.ts';
import { startedEvent } from './pod-events.ts';
import type { SessionDeps } from './session-deps.ts';
import type { Session } from './session.ts';

/** The kubelet's status comes up to a second after the runtime runs the container, so it is asked for a few times. */
const LOOKS = 6;
const BETWEEN_LOOKS_MS = 500;
/** The longest that all of it may keep a session's end waiting, in milliseconds. */
const MOST_MS = 5_000;

/** Writes down how the container stands, and tells on the pod that the session started. */
export interface Sighting {
  /** Begins, the first time that it is called, beside whatever goes on. To be called when there is something to see. */
  begin(): void;
  /** Looks at a container that never started, for what keeps it; after `begin` there is nothing to do. */
  failed(): Promise<void>;
  /** Waits until what was begun is done. */
  done(): Promise<void>;
  /** The same without looking again: what is known by now must do. */
  hurry(): Promise<void>;
}

/** For a session whose container was not seen yet; else there is nothing to do. What fails is logged, and changes nothing. */
export function sightingOf(deps: SessionDeps, session: Session, request: Request): Sighting {
  const hurried = new AbortController();
  const notTold = (error: unknown) =>
    deps.logger.warn({ requestId: session.id, error: messageOf(error) }, 'start of a session not told');
  let work: Promise<unknown> | undefined;
  return {
    begin: () => {
      if (work || request.container !== undefined) return;
      const where = placeOf(session);
      work = Promise.all([
        see(deps, session, where, { settled: started, hurried }).catch(notTold),
        tell(deps, request, where).catch(notTold),
      ]);
    },
    failed: async () => {
      if (work || request.container !== undefined) return;
      work = see(deps, session, placeOf(session), { settled: tellsWhy, hurried }).catch(notTold);
      await work;
    },
    done: async () => void (await work),
    hurry: async () => {
      hurried.abort();
      await work;
    },
  };
}

/** What is looked for, unless someone is in a hurry. */
interface Until {
  readonly settled: (state: ContainerState) => boolean;
  readonly hurried: AbortController;
}

function started({ kind }: ContainerState): boolean {
  return kind === 'running' || kind === 'terminated';
}

/** Between two tries, as to pull an image, the kubelet tells for a moment that it creates the container. */
function tellsWhy(state: ContainerState): boolean {
  return state.kind !== 'waiting' || !['ContainerCreating', 'PodInitializing'].includes(state.reason);
}

function placeOf({ plan, signal }: Session): ContainerOptions {
  const { namespace, pod, container } = plan;
  const either = AbortSignal.any([signal, AbortSignal.timeout(MOST_MS)]);
  return { namespace, pod, container: container.name, signal: either };
}

async function see(
  deps: SessionDeps,
  session: Session,
  where: ContainerOptions,
  until: Until,
): Promise<void> {
  const report = await look(deps, session, where, until);
  if (report) await session.change({ type: 'container-seen', report, lease: session.lease });
}

async function look(
  { wait, logger }: SessionDeps,
  session: Session,
  where: ContainerOptions,
  { settled, hurried: { signal: hurried } }: Until,
): Promise<ContainerReport | undefined> {
  const hurry = new Promise((resolve) => {
    hurried.addEventListener('abort', resolve, { once: true });
  });
  for (let looks = 1; ; looks += 1) {
    const answer = await session.cluster.report(where);
    if (answer.kind !== 'reported') {
      logger.warn({ requestId: session.id, sentence: answer.sentence }, 'container not seen');
      return undefined;
    }
    if (settled(answer.report.state)) return known(answer.report);
    if (looks === LOOKS || hurried.aborted) return known(answer.report);
    await Promise.race([wait(BETWEEN_LOOKS_MS), hurry]);
  }
}

function known(report: ContainerReport): ContainerReport | undefined {
  return report.state.kind === 'unknown' ? undefined : report;
}

async function tell({ cluster, logger }: SessionDeps, request: Request, where: ContainerOptions) {
  const told = await cluster.recordEvent({ ...where, ...startedEvent(request) });
  if (told.kind === 'failed')
    logger.warn({ requestId: request.id, sentence: told.sentence }, 'start of a session not told');
}
