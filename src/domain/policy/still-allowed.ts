import type { Ask } from '../asking/ask.ts';
import { differences } from '../container/reuse.ts';
import { canonicalJson } from '../request/digest.ts';
import type { Person } from '../request/person.ts';
import {
  digestOfPlan,
  type Labels,
  type Plan,
  planFor,
  type PlannedPod,
  type PlannedTarget,
} from '../request/plan.ts';
import type { Request } from '../request/request.ts';
import { grantDifferences } from './grant-differences.ts';
import { identityFor } from './identity.ts';
import { judgeFor } from './judge.ts';
import { labelsLookedAt, type LookedAt, looksAt } from './looks-at.ts';
import type { Policy } from './policy.ts';
import { questionOf } from './question.ts';
import { stillApproved } from './still-approved.ts';

export type StillAllowed = { readonly kind: 'yes' } | { readonly kind: 'no'; readonly sentence: string };

/** How things stand at the start. */
export interface Today {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Someone of the record with the Slack user groups that they are in now. Absent: as they stand in the record. */
  readonly today?: (person: Person) => Person;
  /** The pod as the cluster tells it now. Absent: as it was reviewed. */
  readonly pod?: PlannedPod;
}

/**
 * Whether an approved request may start, judged anew by the policy as it stands: the record is what was reviewed, the
 * same rule gives the same grant, and those who approved still may. Anything else is refused, never adapted.
 */
export function stillAllowed(policy: Policy, request: Request, { now, today, pod }: Today): StillAllowed {
  const { plan, digest } = request;
  const anew = plan && planAnew(request, plan);
  if (!plan || !anew || digestOfPlan(plan) !== digest || digestOfPlan(anew) !== digest) {
    return no('The stored request is not the one that was reviewed');
  }
  const { cluster, namespace, grant, target } = plan;
  const requester = today?.(request.requester) ?? request.requester;
  const identity = identityFor(policy, cluster, requester);
  if (identity.kind === 'refused')
    return no('The requester has no address any more that the cluster could see them by');
  if (canonicalJson([identity.identity]) !== canonicalJson([plan.actAs])) {
    return no('Whom the cluster is to see changed in the policy after this was asked for');
  }
  const moved = pod && podChange(policy, plan.pod, pod);
  if (moved !== undefined) return no(moved);
  const question = questionOf(
    { image: grant.image.alias, ...request.ask },
    { requester, cluster, namespace, at: now, pod: pod ?? plan.pod },
  );
  const judgement = judgeFor(policy, question, target);
  if (judgement.kind === 'refused') return no(`The policy no longer allows it: ${judgement.sentence}`);
  const changes = grantDifferences(grant, judgement.grant);
  if (changes.length > 0) {
    return no(`The policy changed after this was asked for: ${changes.join(', and ')}`);
  }
  const { approvals, selfApproval } = grant;
  const approval = stillApproved(policy, {
    approvals,
    selfApproval,
    reviews: request.reviews,
    askers: [requester],
    ...(today && { today }),
  });
  return approval.kind === 'yes' ? approval : no(approval.sentence);
}

/** What changed of a pod since it was reviewed; undefined where nothing did that the policy, as it stands, looks at. */
function podChange(policy: Policy, reviewed: PlannedPod, now: PlannedPod): string | undefined {
  const { podLabels, namespaceLabels } = looksAt(policy);
  const changed = 'that the policy looks at changed after this was asked for';
  if (reviewed.uid !== now.uid) return 'The pod was replaced after this was asked for';
  if (differs(reviewed.labels, now.labels, podLabels)) return `The labels of the pod ${changed}`;
  if (differs(reviewed.namespaceLabels, now.namespaceLabels, namespaceLabels)) {
    return `The labels of the namespace ${changed}`;
  }
  return undefined;
}

function differs(reviewed: Labels | undefined, now: Labels | undefined, looked: LookedAt): boolean {
  if (!reviewed || !now) return reviewed !== undefined;
  return canonicalJson(labelsLookedAt(reviewed, looked)) !== canonicalJson(labelsLookedAt(now, looked));
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
