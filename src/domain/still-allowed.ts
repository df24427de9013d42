import { approved, reviewerGroups } from './approval.ts';
import { canonicalJson } from './digest.ts';
import { judge } from './judge.ts';
import { groupsOf } from './people.ts';
import { samePerson } from './person.ts';
import { digestOfPlan, type Plan, planFor } from './plan.ts';
import type { Policy } from './policy.ts';
import type { Request } from './request.ts';

export type StillAllowed = { readonly kind: 'yes' } | { readonly kind: 'no'; readonly sentence: string };

/**
 * Whether an approved request may start, judged anew by the policy as it stands: the record is what was reviewed, the
 * same rule gives the same grant, and those who approved still may. Anything else is refused, never adapted.
 */
export function stillAllowed(policy: Policy, request: Request): StillAllowed {
  const { plan, digest, requester, reviews } = request;
  if (!plan || digestOfPlan(plan) !== digest || digestOfPlan(planAnew(request, plan)) !== digest) {
    return no('The stored request is not the one that was reviewed');
  }
  const judgement = judge(policy, {
    requester,
    cluster: plan.cluster,
    namespace: plan.namespace,
    image: plan.grant.image.alias,
    profile: plan.grant.profile,
  });
  if (judgement.kind === 'refused') return no(`The policy no longer allows it: ${judgement.sentence}`);
  if (canonicalJson(judgement.grant) !== canonicalJson(plan.grant)) {
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

/** The plan that the ask comes to: what runs is told from what was asked, not only from what is stored beside it. */
function planAnew(request: Request, { cluster, namespace, pod, container, grant }: Plan): Plan {
  const target = container.targetContainerName;
  const { id: requestId, ask } = request;
  return planFor({ requestId, ask, cluster, namespace, pod, grant, ...(target !== undefined && { target }) });
}

function no(why: string): StillAllowed {
  return {
    kind: 'no',
    sentence: `${why.replace(/\.$/, '')}; nothing was started. Ask again to have it reviewed as things stand.`,
  };
}
