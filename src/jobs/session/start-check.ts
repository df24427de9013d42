import type { Policy } from '../../domain/policy/policy.ts';
import { stillAllowed } from '../../domain/policy/still-allowed.ts';
import { stoppedBy } from '../../domain/request/frozen.ts';
import type { EventOf } from '../../domain/request/changing.ts';
import type { Request } from '../../domain/request/request.ts';
import type { Freeze } from '../../requests/freeze.ts';
import { peopleToday } from '../../requests/people-today.ts';
import type { UserGroups } from '../../requests/user-groups.ts';
import { podAgain } from './pod-again.ts';
import type { SessionDeps } from './session-deps.ts';
import type { Session } from './session.ts';

/** What a request is checked against before anything of it starts. */
export interface StartCheckDeps extends SessionDeps {
  readonly policy: () => Policy;
  readonly freeze: Pick<Freeze, 'read'>;
  readonly userGroups: UserGroups;
}

/**
 * How a request ends instead of starting; undefined where it may start. Everything is judged as it stands at this moment:
 * the policy, who is in which group, what the policy looks at of the pod, and whether an admin stopped it all.
 */
export async function endedInstead(
  deps: StartCheckDeps,
  session: Session,
  request: Request,
): Promise<EventOf<'ended'> | undefined> {
  const again = await podAgain(deps.cluster, deps.policy(), session);
  // After the cluster was asked, so that nothing starts long after it was.
  const [told, frozen] = await Promise.all([deps.userGroups.read(), deps.freeze.read()]);
  if (frozen) return stoppedBy(frozen);
  if (again.kind === 'failed') return { type: 'ended', outcome: 'failed', sentence: again.sentence };
  // Last, as it may change while anything is waited for.
  const policy = deps.policy();
  const now = deps.now();
  const today = peopleToday(told, policy, now);
  const allowed = stillAllowed(policy, request, { now, today, pod: again.pod });
  return allowed.kind === 'no'
    ? { type: 'ended', outcome: 'refused', sentence: allowed.sentence }
    : undefined;
}
