import { bySuitability } from '../../domain/policy/default-profile.ts';
import type { GrantedProfile } from '../../domain/policy/granted-profile.ts';
import { digestOfPlan, planFor, type PlanOptions } from '../../domain/request/plan.ts';
import type { Event } from '../../domain/request/request.ts';
import { tooBigToReview } from '../../domain/request/review-text.ts';
import type { Cluster, PodSearch } from '../../kubernetes/cluster.ts';
import type { Requests } from '../../requests/requests.ts';
import { notesOf } from './prepare-request-notes.ts';
import { offeredReuse, readReuse } from './prepare-request-reuse.ts';
import { warningsOf } from './prepare-request-warnings.ts';

/** What the policy allows, on the pod that was found. */
export interface Rehearsal {
  readonly options: PlanOptions;
  readonly search: Extract<PodSearch, { kind: 'found' }>;
  readonly profiles: readonly GrantedProfile[];
  readonly signal: AbortSignal;
}

/** Chooses the container, new or one that runs, and lets the cluster try it without changing anything. */
export async function rehearse(
  requests: Requests,
  cluster: Cluster,
  { options, search, profiles, signal }: Rehearsal,
): Promise<Event> {
  const { ask, namespace } = options;
  const { pod } = search;
  const added = planFor(options);
  const reuse =
    ask.reuse === undefined ? undefined : await readReuse(requests, pod, { ...ask, reuse: ask.reuse }, added);
  if (reuse?.kind === 'refused') return refused(reuse.sentence);
  const plan = reuse ? planFor({ ...options, reuse: reuse.container }) : added;
  const tooBig = tooBigToReview(plan);
  if (tooBig !== undefined) return refused(tooBig);
  const preflight = await cluster.preflight({
    namespace,
    pod,
    container: plan.container,
    mode: plan.mode,
    reused: plan.reused,
    alternatives: plan.reused ? [] : alternatives(options, profiles),
    signal,
  });
  if (preflight.kind === 'refused') return refusedUnder(preflight);
  const notes = notesOf(ask, search, plan);
  const offer = plan.reused ? undefined : await offeredReuse(requests, pod, ask, plan);
  return {
    type: 'prepared',
    plan,
    digest: digestOfPlan(plan),
    warnings: [...(reuse ? [reuse.warning] : []), ...warningsOf(pod, plan), ...preflight.warnings],
    ...(notes.length > 0 && { notes }),
    ...(offer && { choices: [offer] }),
  };
}

/** The same container under the other profiles that the rule allows, those first that do the job. */
function alternatives(options: PlanOptions, profiles: readonly GrantedProfile[]) {
  const { grant } = options;
  return bySuitability(profiles, options.target)
    .filter(({ name }) => name !== grant.profile.name)
    .map((profile) => ({
      profile: profile.name,
      container: planFor({ ...options, grant: { ...grant, profile } }).container,
    }));
}

function refusedUnder({ sentence, passes }: { readonly sentence: string; readonly passes?: string }): Event {
  if (passes === undefined) return refused(sentence);
  const choice = { label: `Ask with the profile ${passes}`, change: { profile: passes } };
  return { type: 'refused', sentence, choices: [choice] };
}

function refused(sentence: string): Event {
  return { type: 'refused', sentence };
}
