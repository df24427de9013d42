import { hidesHolder } from '../../domain/container/debug-container.ts';
import { bySuitability } from '../../domain/policy/default-profile.ts';
import type { GrantedProfile } from '../../domain/policy/granted-profile.ts';
import { identityFor } from '../../domain/policy/identity.ts';
import { judge, judgeFor } from '../../domain/policy/judge.ts';
import {
  digestOfPlan,
  planFor,
  type PlannedPod,
  type PlannedTarget,
  type PlanOptions,
} from '../../domain/request/plan.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import { hidesPrograms } from '../../domain/container/program-folders.ts';
import { questionOf } from '../../domain/policy/question.ts';
import type { Ask } from '../../domain/asking/ask.ts';
import type { Event, Request } from '../../domain/request/request.ts';
import { tooBigToReview } from '../../domain/request/review-text.ts';
import { KeyholeError } from '../../errors.ts';
import type { Cluster, FoundPod, PodSearch } from '../../kubernetes/cluster.ts';
import type { Requests } from '../../requests/requests.ts';
import { noAnswerWithin } from '../no-answer.ts';
import { notFound } from './prepare-request-pod.ts';
import { offeredReuse, readReuse } from './prepare-request-reuse.ts';
import { notesOf } from './prepare-request-notes.ts';
import { warningsOf } from './prepare-request-warnings.ts';
import type { Processor } from '../workers.ts';

/** How long looking into an ask may take in all, in milliseconds: less than an ask waits for it (domain/request/steps.ts). */
const PREPARE_MS = 15_000;

interface PrepareRequestDeps {
  readonly requests: Requests;
  readonly cluster: Cluster;
  readonly policy: () => Policy;
}

/** What the policy allows, on the pod that was found. */
interface Rehearsal {
  readonly options: PlanOptions;
  readonly search: Extract<PodSearch, { kind: 'found' }>;
  readonly profiles: readonly GrantedProfile[];
  readonly signal: AbortSignal;
}

/**
 * Finds out what an ask means and whether it could work, before anyone is asked to approve it. Policy comes first, so
 * that nobody learns the names of pods that are not theirs to see.
 */
export function prepareRequest(deps: PrepareRequestDeps): Processor {
  return async (requestId, signal) => {
    const request = await deps.requests.load(requestId);
    if (request?.state !== 'asked') return;
    const late = AbortSignal.timeout(PREPARE_MS);
    const event = await prepare(deps, request, AbortSignal.any([signal, late]));
    // Stopping is no answer of the cluster: the job goes to another worker.
    if (signal.aborted) throw new KeyholeError('stopping', 'The worker is stopping.');
    const sentence = noAnswerWithin(PREPARE_MS, deps.cluster.name);
    await deps.requests.change(requestId, late.aborted ? { type: 'refused', sentence } : event);
  };
}

async function prepare(deps: PrepareRequestDeps, request: Request, signal: AbortSignal): Promise<Event> {
  const { ask, requester } = request;
  const policy = deps.policy();
  const { name: cluster } = deps.cluster;
  const namespace = ask.namespace ?? policy.clusters[cluster]?.defaultNamespace ?? 'default';
  const question = questionOf(ask, { requester, cluster, namespace });
  const first = judge(policy, question);
  if (first.kind === 'refused') return refused(first.sentence);
  const actAs = identityFor(policy, cluster, requester);
  if (actAs.kind === 'refused') return refused(actAs.sentence);

  const { identity } = actAs;
  const asPerson = deps.cluster.as(identity);
  const search = await asPerson.findPod({ namespace, wanted: ask.wanted, signal });
  if (search.kind !== 'found') return notFound(policy, question, ask.wanted, search);

  const { pod } = search;
  const target = targetOf(ask, pod);
  const judgement = judgeFor(policy, question, target);
  if (judgement.kind === 'refused') return refused(judgement.sentence);
  const options: PlanOptions = {
    requestId: request.id,
    ask,
    cluster,
    namespace,
    pod: plannedPod(pod),
    ...(target && { target }),
    ...(identity && { actAs: identity }),
    grant: judgement.grant,
  };
  return rehearse(deps.requests, asPerson, { options, search, profiles: judgement.profiles, signal });
}

/** Chooses the container, new or one that runs, and lets the cluster try it without changing anything. */
async function rehearse(
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

function plannedPod({ name, uid, node, owner }: FoundPod): PlannedPod {
  return { name, uid, node, ...(owner !== undefined && { owner }) };
}

/** A container that does not run has no process to share: one that crashes can still be debugged beside it. */
function targetOf(ask: Ask, pod: FoundPod): PlannedTarget | undefined {
  const wanted = ask.target ?? pod.defaultContainer;
  const container = pod.containers.find(({ name }) => name === wanted);
  // What is asked for by name is tried as it is: the cluster tells what is wrong with it.
  if (ask.target === undefined && container?.running !== true) return undefined;
  const { uid, gid, volumeMounts = [] } = container ?? {};
  return {
    name: wanted,
    ...(uid !== undefined && { uid }),
    ...(gid !== undefined && { gid }),
    ...(ask.volumes && {
      volumeMounts: volumeMounts.filter((mount) => !hidesHolder(mount) && !hidesPrograms(mount)),
    }),
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
