import { followUpStillAllowed } from '../../domain/policy/follow-up-allowed.ts';
import type { Request } from '../../domain/request/request.ts';
import type { Cluster } from '../../kubernetes/cluster.ts';
import { peopleToday } from '../../requests/people-today.ts';
import type { Session } from './session.ts';
import { endedInstead, type StartCheckDeps } from './start-check.ts';

export type WhatRuns =
  | {
      readonly kind: 'runs';
      readonly argv: readonly string[];
      /** As it sees whoever asked for this. */
      readonly cluster: Cluster;
    }
  /** It may not run, and the session goes on. */
  | { readonly kind: 'refused'; readonly sentence: string };

/**
 * What the cluster is handed for a run. Of the plan it is what the plan says, whose digest was checked. A follow-up is judged as
 * things stand at this moment, as if the session were to start with it: the policy, who may run and who may approve, and
 * whether an admin stopped it all; its arguments are told from the text anew.
 */
export async function whatRuns(
  deps: StartCheckDeps,
  session: Session,
  request: Request,
  index: number,
): Promise<WhatRuns> {
  const followUp = request.runs[index]?.followUp;
  if (!followUp)
    return { kind: 'runs', argv: session.plan.runs[index]?.argv ?? [], cluster: session.cluster };
  const instead = await endedInstead(deps, session, request);
  if (instead) return { kind: 'refused', sentence: instead.sentence ?? '' };
  const told = await deps.userGroups.read();
  const policy = deps.policy();
  const today = peopleToday(told, policy, deps.now());
  const allowed = followUpStillAllowed(policy, request, followUp, today);
  if (allowed.kind === 'no') return { kind: 'refused', sentence: allowed.sentence };
  return { kind: 'runs', argv: allowed.argv, cluster: deps.cluster.as(allowed.actAs) };
}
