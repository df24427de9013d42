import { randomUUID } from 'node:crypto';
import type { EventOf } from '../../domain/request/changing.ts';
import type { Request } from '../../domain/request/request.ts';
import { needsSession } from '../../domain/request/triggers.ts';
import { entrypointSession, giveUpStart } from './entrypoint-session.ts';
import { execSession } from './exec-session.ts';
import { Session } from './session.ts';
import { endedInstead, type StartCheckDeps } from './start-check.ts';
import type { Processor } from '../workers.ts';

/**
 * Takes an approved request through its session: checks it again, adds the container, runs what was approved; or takes up an
 * open one, for what was asked for meanwhile.
 *
 * It may be called twice, late or never. It acts only under a lease that it takes on the record; what may have been
 * started under an earlier lease is never started again.
 */
export function runSession(deps: StartCheckDeps): Processor {
  return async (id, signal) => {
    // A job that follows another may have nothing left to do.
    const before = await deps.requests.load(id);
    if (!before || !needsSession(before)) return;
    const lease = randomUUID();
    const taken = await deps.requests.change(id, { type: 'starting', lease });
    if (taken.kind === 'refused' || !taken.request.plan) return;
    const { request } = taken;
    const session = new Session(deps, { id, plan: taken.request.plan, lease, signal });
    if (mayStillStart(request)) {
      const instead = await endedInstead(deps, session, request);
      if (instead) return endUnstarted(session, request, instead);
    }
    await (session.plan.mode === 'exec' ? execSession : entrypointSession)(deps, session, request);
  };
}

/** Whether something would be started that has not been, so that it must be checked again. */
function mayStillStart({ runs, plan, containerAdded }: Request): boolean {
  const nothingStarted = runs.every((run) => run.startedAt === undefined);
  return nothingStarted || (plan?.mode === 'entrypoint' && !containerAdded);
}

async function endUnstarted(session: Session, { runs }: Request, instead: EventOf<'ended'>): Promise<void> {
  if (runs.some(({ startedAt }) => startedAt !== undefined))
    return giveUpStart(
      session,
      `The worker was lost while it added the container. ${instead.sentence ?? ''}`,
    );
  await session.change({ ...instead, lease: session.lease });
}
