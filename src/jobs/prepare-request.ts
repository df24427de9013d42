import { judge } from '../domain/judge.ts';
import { digestOfPlan, planFor } from '../domain/plan.ts';
import type { Policy } from '../domain/policy.ts';
import type { Choice, Event, Request } from '../domain/request.ts';
import { KeyholeError } from '../errors.ts';
import type { Cluster, FoundPod, PodSearch } from '../kubernetes/cluster.ts';
import type { Requests } from '../requests/requests.ts';
import type { Processor } from './workers.ts';

/** How long looking into an ask may take in all, in milliseconds: less than an ask waits for it (domain/steps.ts). */
const PREPARE_MS = 15_000;
/** The most pods offered to choose from; Slack shows 25 buttons at the most and nobody reads more than a few. */
const MOST_CHOICES = 8;

/**
 * Finds out what an ask means and whether it could work, before anyone is asked to approve it. Policy comes first, so
 * that nobody learns the names of pods that are not theirs to see.
 */
export function prepareRequest(deps: {
  requests: Requests;
  cluster: Cluster;
  policy: () => Policy;
}): Processor {
  return async (requestId, signal) => {
    const request = await deps.requests.load(requestId);
    if (request?.state !== 'asked') return;
    const late = AbortSignal.timeout(PREPARE_MS);
    const event = await prepare(request, deps.cluster, deps.policy(), AbortSignal.any([signal, late]));
    // Stopping is no answer of the cluster: the job goes to another worker.
    if (signal.aborted) throw new KeyholeError('stopping', 'The worker is stopping.');
    const sentence = `The cluster ${deps.cluster.name} did not answer within ${PREPARE_MS / 1000} s: try again in a moment.`;
    await deps.requests.change(requestId, late.aborted ? { type: 'refused', sentence } : event);
  };
}

async function prepare(
  request: Request,
  cluster: Cluster,
  policy: Policy,
  signal: AbortSignal,
): Promise<Event> {
  const { ask, requester } = request;
  const namespace = ask.namespace ?? policy.clusters[cluster.name]?.defaultNamespace ?? 'default';
  const judgement = judge(policy, {
    requester,
    cluster: cluster.name,
    namespace,
    ...(ask.image !== undefined && { image: ask.image }),
    ...(ask.profile !== undefined && { profile: ask.profile }),
  });
  if (judgement.kind === 'refused') return { type: 'refused', sentence: judgement.sentence };

  const search = await cluster.findPod(namespace, ask.pod, signal);
  if (search.kind !== 'found') return notFound(request, namespace, search);

  const { pod } = search;
  const target = ask.target ?? targetOf(pod);
  const plan = planFor({
    requestId: request.id,
    ask,
    cluster: cluster.name,
    namespace,
    pod: {
      name: pod.name,
      uid: pod.uid,
      node: pod.node,
      ...(pod.owner !== undefined && { owner: pod.owner }),
    },
    ...(target !== undefined && { target }),
    grant: judgement.grant,
  });
  const preflight = await cluster.preflight({ namespace, pod, container: plan.container, signal });
  if (preflight.kind === 'refused') return { type: 'refused', sentence: preflight.sentence };
  return {
    type: 'prepared',
    plan,
    digest: digestOfPlan(plan),
    warnings: [...warningsOf(pod, target), ...preflight.warnings],
  };
}

/** A container that does not run has no process to share: one that crashes can still be debugged beside it. */
function targetOf(pod: FoundPod): string | undefined {
  const runs = pod.containers.some(({ name, running }) => running && name === pod.defaultContainer);
  return runs ? pod.defaultContainer : undefined;
}

function warningsOf(pod: FoundPod, target: string | undefined): readonly string[] {
  if (target !== undefined) return [];
  const state = pod.containers.find(({ name }) => name === pod.defaultContainer)?.state ?? 'not running';
  return [
    `The container ${pod.defaultContainer} is ${state}, so the debug container shares the pod's network but sees no process of it.`,
  ];
}

function notFound(request: Request, namespace: string, search: Exclude<PodSearch, { kind: 'found' }>): Event {
  const { pod } = request.ask;
  const where = `in the namespace ${namespace} of ${request.cluster}`;
  switch (search.kind) {
    case 'failed':
      return { type: 'refused', sentence: search.sentence };
    case 'none':
      return {
        type: 'refused',
        sentence:
          search.nearest.length > 0
            ? `No pod ${where} begins with ${pod}. The nearest names are these; pick one, or name the namespace with -n.`
            : `No pod ${where} begins with ${pod}: check the name, or name the namespace with -n.`,
        choices: search.nearest.slice(0, MOST_CHOICES).map((name) => ({ pod: name })),
      };
    case 'several':
      return {
        type: 'refused',
        sentence: `${search.total} pods ${where} begin with ${pod}. Pick one${
          search.total > MOST_CHOICES
            ? `, or write more of the name: the first ${MOST_CHOICES} are shown`
            : ''
        }.`,
        choices: search.pods.slice(0, MOST_CHOICES).map(choice),
      };
  }
}

function choice(pod: FoundPod): Choice {
  return pod.ready ? { pod: pod.name } : { pod: pod.name, note: `${pod.phase}, not ready` };
}
