import type { ContainerReport } from '../../domain/container/container-report.ts';
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
  /** Waits until what was begun is done. */
  done(): Promise<void>;
  /** The same without looking again: what is known by now must do. */
  hurry(): Promise<void>;
}

/** For a session whose container was not seen yet; else there is nothing to do. What fails is logged, and changes nothing. */
export function sightingOf(deps: SessionDeps, session: Session, request: Request): Sighting {
  const hurried = new AbortController();
  const failed = (error: unknown) =>
    deps.logger.warn({ requestId: session.id, error: messageOf(error) }, 'start of a session not told');
  let work: Promise<unknown> | undefined;
  return {
    begin: () => {
      if (work || request.container !== undefined) return;
      const { namespace, pod, container } = session.plan;
      const signal = AbortSignal.any([session.signal, AbortSignal.timeout(MOST_MS)]);
      const where = { namespace, pod, container: container.name, signal };
      work = Promise.all([
        see(deps, session, where, hurried.signal).catch(failed),
        tell(deps, request, where).catch(failed),
      ]);
    },
    done: async () => void (await work),
    hurry: async () => {
      hurried.abort();
      await work;
    },
  };
}

async function see(
  deps: SessionDeps,
  session: Session,
  where: ContainerOptions,
  hurried: AbortSignal,
): Promise<void> {
  const report = await look(deps, session, where, hurried);
  if (report) await session.change({ type: 'container-seen', report, lease: session.lease });
}

async function look(
  { wait, logger }: SessionDeps,
  session: Session,
  where: ContainerOptions,
  hurried: AbortSignal,
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
    const { kind } = answer.report.state;
    if (kind === 'running' || kind === 'terminated') return answer.report;
    if (looks === LOOKS || hurried.aborted) return kind === 'unknown' ? undefined : answer.report;
    await Promise.race([wait(BETWEEN_LOOKS_MS), hurry]);
  }
}

async function tell({ cluster, logger }: SessionDeps, request: Request, where: ContainerOptions) {
  const told = await cluster.recordEvent({ ...where, ...startedEvent(request) });
  if (told.kind === 'failed')
    logger.warn({ requestId: request.id, sentence: told.sentence }, 'start of a session not told');
}
