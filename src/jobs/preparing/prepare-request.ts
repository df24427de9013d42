import { hidesHolder } from '../../domain/container/debug-container.ts';
import { hidesPrograms } from '../../domain/container/program-folders.ts';
import { identityFor } from '../../domain/policy/identity.ts';
import { judge, judgeFor } from '../../domain/policy/judge.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import { questionOf } from '../../domain/policy/question.ts';
import type { Ask } from '../../domain/asking/ask.ts';
import { glassIsBroken } from '../../domain/request/break-glass.ts';
import { frozenSentence } from '../../domain/request/frozen.ts';
import type { PlannedTarget, PlanOptions } from '../../domain/request/plan.ts';
import type { Event, Request } from '../../domain/request/request.ts';
import { KeyholeError } from '../../errors.ts';
import type { Cluster, FoundPod } from '../../kubernetes/cluster.ts';
import type { Freeze } from '../../requests/freeze.ts';
import type { Requests } from '../../requests/requests.ts';
import { noAnswerWithin } from '../no-answer.ts';
import { busyPod } from './prepare-request-busy-pod.ts';
import { noNamespace, notFound } from './prepare-request-pod.ts';
import { rehearse } from './prepare-request-rehearsal.ts';
import { viewOf } from './prepare-request-view.ts';
import type { Processor } from '../workers.ts';

/** How long looking into an ask may take in all, in milliseconds: less than an ask waits for it (domain/request/review-steps.ts). */
const PREPARE_MS = 15_000;

interface PrepareRequestDeps {
  readonly requests: Requests;
  readonly cluster: Cluster;
  readonly policy: () => Policy;
  readonly freeze: Pick<Freeze, 'read'>;
  readonly now: () => number;
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
    const policy = deps.policy();
    const event = await prepare(deps, policy, request, AbortSignal.any([signal, late]));
    // Stopping is no answer of the cluster: the job goes to another worker.
    if (signal.aborted) throw new KeyholeError('stopping', 'The worker is stopping.');
    const sentence = noAnswerWithin(PREPARE_MS, deps.cluster.name);
    await write(deps, policy, requestId, late.aborted ? refused(sentence) : event);
  };
}

/**
 * Counts the request on its pod. One too many is refused where it adds a container there, except in an emergency, which
 * others' requests must not keep from starting.
 */
async function write(
  { requests }: PrepareRequestDeps,
  { fairUse: { openPerPod } }: Policy,
  requestId: string,
  event: Event,
): Promise<void> {
  const counts = event.type === 'prepared' && !event.plan.reused && !glassIsBroken(event);
  const written = await requests.change(requestId, event, counts ? { onPod: openPerPod } : {});
  if (counts && written.kind === 'refused' && written.code === 'too-many-on-pod')
    await requests.change(requestId, busyPod(event, openPerPod));
}

async function prepare(
  deps: PrepareRequestDeps,
  policy: Policy,
  request: Request,
  signal: AbortSignal,
): Promise<Event> {
  const { ask, requester } = request;
  const frozen = await deps.freeze.read();
  if (frozen) return refused(frozenSentence(frozen));
  const { name: cluster } = deps.cluster;
  const namespace = ask.namespace ?? policy.clusters[cluster]?.defaultNamespace ?? 'default';
  const question = questionOf(ask, { requester, cluster, namespace, at: deps.now() });
  const first = judge(policy, question);
  if (first.kind === 'refused') return refused(first.sentence);
  const actAs = identityFor(policy, cluster, requester);
  if (actAs.kind === 'refused') return refused(actAs.sentence);

  const { identity } = actAs;
  const asPerson = deps.cluster.as(identity);
  const view = await viewOf(deps, policy, question, signal);
  if (view.kind === 'failed') return refused(view.sentence);
  if (view.kind === 'no-namespace') return noNamespace(policy, question);
  const { isShown } = view;
  const search = await asPerson.findPod({
    namespace,
    wanted: ask.wanted,
    ...(isShown && { isShown }),
    signal,
  });
  if (search.kind !== 'found') return notFound(policy, question, ask.wanted, { search, view });

  const pod = view.planned(search.pod);
  const target = targetOf(ask, search.pod);
  const judgement = judgeFor(policy, { ...question, pod }, target);
  if (judgement.kind === 'refused') return refused(judgement.sentence);
  const options: PlanOptions = {
    requestId: request.id,
    ask,
    cluster,
    namespace,
    pod,
    ...(target && { target }),
    ...(identity && { actAs: identity }),
    grant: judgement.grant,
  };
  return rehearse(deps.requests, asPerson, { options, search, profiles: judgement.profiles, signal });
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

function refused(sentence: string): Event {
  return { type: 'refused', sentence };
}
