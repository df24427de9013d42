import { approved, reviewerGroups } from './approval.ts';
import type { Ask } from '../asking/ask.ts';
import { canonicalJson } from '../request/digest.ts';
import { identityFor } from './identity.ts';
import { judgeFor } from './judge.ts';
import { groupsOf } from './people.ts';
import { samePerson } from '../request/person.ts';
import { digestOfPlan, type Plan, planFor, type PlannedTarget } from '../request/plan.ts';
import type { Policy } from './policy.ts';
import { questionOf } from './question.ts';
import type { Request } from '../request/request.ts';
import { differences } from '../container/reuse.ts';

export type StillAllowed = { readonly kind: 'yes' } | { readonly kind: 'no'; readonly sentence: string };

/**
 * Whether an approved request may start, judged anew by the policy as it stands: the record is what was reviewed, the
 * same rule gives the same grant, and those who approved still may. Anything else is refused, never adapted.
 */
export function stillAllowed(policy: Policy, request: Request): StillAllowed {
  const { plan, digest, requester, reviews } = request;
  const anew = plan && planAnew(request, plan);
  if (!plan || !anew || digestOfPlan(plan) !== digest || digestOfPlan(anew) !== digest) {
    return no('The stored request is not the one that was reviewed');
  }
  const { cluster, namespace, grant, target } = plan;
  const identity = identityFor(policy, cluster, requester);
  if (identity.kind === 'refused')
    return no('The requester has no address any more that the cluster could see them by');
  if (canonicalJson([identity.identity]) !== canonicalJson([plan.actAs])) {
    return no('Whom the cluster is to see changed in the policy after this was asked for');
  }
  const question = questionOf(
    { image: grant.image.alias, ...request.ask },
    { requester, cluster, namespace },
  );
  const judgement = judgeFor(policy, question, target);
  if (judgement.kind === 'refused') return no(`The policy no longer allows it: ${judgement.sentence}`);
  if (canonicalJson(judgement.grant) !== canonicalJson(grant)) {
    return no('The policy changed after this was asked for');
  }
  const groups = reviewerGroups(plan.grant.approvals);
  const others = reviews.filter(
    ({ reviewer }) => plan.grant.selfApproval || !samePerson(reviewer, requester),
  );
  const today = others.map((review) => ({ ...review, groups: groupsOf(policy, groups, review.reviewer) }));
  return approved(plan.grant.approvals, today)
    ? { kind: 'yes' }
    : no('Someone who approved it may no longer do so under the policy');
}

/**
 * The plan that the ask comes to: what runs, in which container, is told from what was asked and from what the cluster
 * said of the pod, not only from what is stored beside them. Undefined where the container to reuse is not the one that
 * was asked for, or not what would be added.
 */
function planAnew({ id: requestId, ask, cluster }: Request, plan: Plan): Plan | undefined {
  const { pod, actAs, grant } = plan;
  const target = plan.target && targetAnew(ask, plan.target);
  const anew = {
    requestId,
    ask,
    cluster,
    namespace: ask.namespace ?? plan.namespace,
    pod,
    grant,
    ...(target && { target }),
    ...(actAs && { actAs }),
  };
  const added = planFor(anew);
  if (ask.reuse === undefined) return added;
  const isAsked = ask.reuse === plan.container.name && added.mode === 'exec';
  const fits = isAsked && differences(added.container, plan.container).length === 0;
  return fits ? planFor({ ...anew, reuse: plan.container }) : undefined;
}

function targetAnew(ask: Ask, { volumeMounts, ...target }: PlannedTarget): PlannedTarget {
  return {
    ...target,
    name: ask.target ?? target.name,
    ...(ask.volumes && volumeMounts && { volumeMounts }),
  };
}

function no(why: string): StillAllowed {
  return {
    kind: 'no',
    sentence: `${why.replace(/\.$/, '')}; nothing was started. Ask again to have it reviewed as things stand.`,
  };
}
