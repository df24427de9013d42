import type { V1ContainerStatus, V1Pod } from '@kubernetes/client-node';
import type { FoundPod } from '../cluster.ts';
import { foundPod } from './found-pod.ts';

/** A pod of several, with what tells which of them most needs a look. */
export interface Candidate {
  readonly pod: FoundPod;
  /** It is over or being deleted, so nothing starts in it any more. */
  readonly leaving: boolean;
  /** When one of its containers last ended, and when it came to be, in milliseconds since the epoch; 0 where neither is known. */
  readonly failedAt: number;
  readonly createdAt: number;
}

export function candidate(pod: V1Pod): Candidate {
  const found = foundPod(pod);
  const { initContainerStatuses = [], containerStatuses = [] } = pod.status ?? {};
  return {
    pod: found,
    leaving: Boolean(pod.metadata?.deletionTimestamp) || ['Succeeded', 'Failed'].includes(found.phase),
    failedAt: Math.max(0, ...[...initContainerStatuses, ...containerStatuses].map(endedAt)),
    createdAt: time(pod.metadata?.creationTimestamp),
  };
}

/**
 * Picks the pod that most needs a look and says why in one sentence: of those that a debug container can start in, the
 * ones that are not ready before the others, the most restarts first, then the newest failure. `whose` names what they
 * belong to, such as `of Deployment api`. Undefined without a candidate.
 */
export function choosePod(
  candidates: readonly Candidate[],
  whose: string,
): { readonly pod: FoundPod; readonly why: string } | undefined {
  const [first] = candidates.toSorted(
    (a, b) =>
      fitness(a) - fitness(b) ||
      Number(a.pod.ready) - Number(b.pod.ready) ||
      b.pod.restarts - a.pod.restarts ||
      b.failedAt - a.failedAt ||
      b.createdAt - a.createdAt ||
      (a.pod.name < b.pod.name ? -1 : 1),
  );
  if (!first) return undefined;
  const one = candidates.length === 1;
  const start = one ? `The only pod ${whose}` : `${candidates.length} pods ${whose}`;
  const { length: usable } = candidates.filter((each) => fitness(each) === 0);
  const why = usable === 0 ? unusable(first, one) : reason(first, candidates, one);
  return { pod: first.pod, why: `${start}; ${why}.` };
}

/** 0: a debug container can start in it. 1: not yet, as it has no node. 2: not any more. */
function fitness({ pod, leaving }: Candidate): 0 | 1 | 2 {
  if (leaving) return 2;
  return pod.node === '' ? 1 : 0;
}

function unusable(first: Candidate, one: boolean): string {
  const state = first.leaving ? 'over or being deleted' : 'not scheduled to a node';
  if (one) return `it is ${state}`;
  return first.leaving ? `all are ${state}` : `none can be debugged yet, and this one is ${state}`;
}

function reason({ pod, createdAt }: Candidate, candidates: readonly Candidate[], one: boolean): string {
  if (!pod.ready) return `${one ? 'it' : 'this one'} is not ready${whyNotReady(pod)}`;
  if (one) return 'it is ready';
  const usable = candidates.filter((each) => fitness(each) === 0);
  if (usable.length === 1) return 'no debug container can start in the others';
  const ready = usable.length === candidates.length ? 'all are ready' : `those that run are ready`;
  if (usable.some(({ pod: { restarts } }) => restarts < pod.restarts)) {
    return `${ready}; this one restarted most (${pod.restarts === 1 ? 'once' : `${pod.restarts} times`})`;
  }
  const newest = usable.some((each) => each.createdAt < createdAt);
  return `${ready}; this is ${newest ? 'the newest' : 'the first by name'}`;
}

function whyNotReady({ containers }: FoundPod): string {
  const culprit = containers.find(({ running }) => !running) ?? containers.find(({ ready }) => !ready);
  return culprit ? ` (${culprit.name}: ${culprit.state})` : '';
}

function endedAt({ state, lastState }: V1ContainerStatus): number {
  return Math.max(time(state?.terminated?.finishedAt), time(lastState?.terminated?.finishedAt));
}

function time(date: Date | undefined): number {
  return date === undefined ? 0 : new Date(date).getTime();
}
