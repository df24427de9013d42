import { randomUUID } from 'node:crypto';
import type { Policy } from '../../domain/policy/policy.ts';
import type { Request } from '../../domain/request/request.ts';
import { stillAllowed } from '../../domain/policy/still-allowed.ts';
import { entrypointSession, giveUpStart } from './entrypoint-session.ts';
import { execSession } from './exec-session.ts';
import type { SessionDeps } from './session-deps.ts';
import { Session } from './session.ts';
import type { Processor } from '../workers.ts';

export interface RunSessionDeps extends SessionDeps {
  readonly policy: () => Policy;
}

/**
 * Takes an approved request through its session: checks it again, adds the container, runs what was approved.
 *
 * It may be called twice, late or never. It acts only under a lease that it takes on the record; what may have been
 * started under an earlier lease is never started again.
 */
export function runSession(deps: RunSessionDeps): Processor {
  return async (id, signal) => {
    const lease = randomUUID();
    const taken = await deps.requests.change(id, { type: 'starting', lease });
    if (taken.kind === 'refused' || !taken.request.plan) return;
    const { request } = taken;
    const session = new Session(deps, { id, plan: taken.request.plan, lease, signal });
    if (mayStillStart(request)) {
      const allowed = stillAllowed(deps.policy(), request);
      if (allowed.kind === 'no') return refuse(session, request, allowed.sentence);
    }
    await (session.plan.mode === 'exec' ? execSession : entrypointSession)(deps, session, request);
  };
}

/** Whether something would be started that has not been, so that it must be checked again. */
function mayStillStart({ runs, plan, containerAdded }: Request): boolean {
  const nothingStarted = runs.every((run) => run.startedAt === undefined);
  return nothingStarted || (plan?.mode === 'entrypoint' && !containerAdded);
}

async function refuse(session: Session, request: Request, sentence: string): Promise<void> {
  if (request.runs.some(({ startedAt }) => startedAt !== undefined))
    return giveUpStart(session, `The worker was lost while it added the container. ${sentence}`);
  await session.change({ type: 'ended', outcome: 'refused', sentence, lease: session.lease });
}
