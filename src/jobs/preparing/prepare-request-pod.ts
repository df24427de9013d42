import type { Wanted } from '../../domain/asking/ask.ts';
import { judge } from '../../domain/policy/judge.ts';
import { nearestWord } from '../../domain/asking/nearest-word.ts';
import { fitsPattern } from '../../domain/policy/people.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import type { Question } from '../../domain/policy/question.ts';
import type { Choice, Event } from '../../domain/request/request.ts';
import type { FoundPod, PodSearch } from '../../kubernetes/cluster.ts';
import type { View } from './prepare-request-view.ts';

/** The most choices offered; Slack shows 25 buttons at the most and nobody reads more than a few. */
const MOST_CHOICES = 8;

/** What to tell someone whose ask fits no pod, or several, and what to pick instead. */
export function notFound(
  policy: Policy,
  question: Question,
  wanted: Wanted,
  { search, view }: { readonly search: Exclude<PodSearch, { kind: 'found' }>; readonly view: View },
): Event {
  if (view.tooMany()) return tooMany(question);
  const pod = view.isShown ? 'pod that the policy lets you debug' : 'pod';
  const where = `in the namespace ${question.namespace} of ${question.cluster}`;
  switch (search.kind) {
    case 'failed':
      return { type: 'refused', sentence: search.sentence };
    case 'none':
      if (search.namespaceExists === false) return noNamespace(policy, question);
      return {
        type: 'refused',
        sentence:
          search.nearest.length > 0
            ? `${noneFits(wanted, pod, where)}. The nearest names are these; pick one, or name the namespace with -n.`
            : `${noneFits(wanted, pod, where)}: check the name${view.isShown ? ', ask whoever keeps the policy' : ''}, or name the namespace with -n.`,
        choices: search.nearest.slice(0, MOST_CHOICES).map((name) => choiceOf(wanted, name)),
      };
    case 'several':
      return {
        type: 'refused',
        sentence: `${search.total} pods ${where} ${fitting(wanted)}. Pick one${
          search.total > MOST_CHOICES
            ? `, or write more of the name: the first ${MOST_CHOICES} are shown`
            : ''
        }.`,
        choices: search.pods.slice(0, MOST_CHOICES).map(choiceOfPod),
      };
  }
}

/** Which pods fit is not known: what is said of them would be wrong. */
function tooMany({ namespace, cluster }: Question): Event {
  return {
    type: 'refused',
    sentence: `Judging by the policy which of the many pods in the namespace ${namespace} of ${cluster} you may debug takes too long: write the whole name of the pod.`,
  };
}

function noneFits(wanted: Wanted, pod: string, where: string): string {
  switch (wanted.kind) {
    case 'pod':
      return `No ${pod} ${where} begins with ${wanted.name}`;
    case 'workload':
      return `There is no ${wanted.workload} ${wanted.name} ${where}`;
    case 'selector':
      return `No ${pod} ${where} has the labels ${wanted.selector}`;
  }
}

function fitting(wanted: Wanted): string {
  switch (wanted.kind) {
    case 'pod':
      return `begin with ${wanted.name}`;
    case 'workload':
      return `are of the ${wanted.workload} ${wanted.name}`;
    case 'selector':
      return `have the labels ${wanted.selector}`;
  }
}

/** The nearest names to one that was typed are of its kind. */
function choiceOf(wanted: Wanted, name: string): Choice {
  return {
    label: name,
    change: { wanted: wanted.kind === 'workload' ? { ...wanted, name } : { kind: 'pod', name } },
  };
}

function choiceOfPod({ name, ready, phase }: FoundPod): Choice {
  return {
    label: name,
    ...(!ready && { note: `${phase}, not ready` }),
    change: { wanted: { kind: 'pod', name } },
  };
}

/** Keyhole may not list namespaces: what it can offer are those that the policy names and gives to this person. */
export function noNamespace(policy: Policy, question: Question): Event {
  const { cluster, namespace } = question;
  const inPolicy = policy.rules
    .filter(({ match }) => match.clusters.some((pattern) => fitsPattern(pattern, cluster)))
    .flatMap(({ match }) => match.namespaces)
    .filter((pattern) => !pattern.includes('*'));
  const others = [...inPolicy, policy.clusters[cluster]?.defaultNamespace ?? ''].filter(
    (each) => each !== namespace && judge(policy, { ...question, namespace: each }).kind === 'allowed',
  );
  const nearest = nearestWord(namespace, others);
  const guess = nearest === undefined ? 'check its name' : `did you mean ${nearest}?`;
  return {
    type: 'refused',
    sentence: `There is no namespace ${namespace} in ${cluster}: ${guess}${nearest === undefined ? '.' : ''}`,
    ...(nearest !== undefined && { choices: [{ label: nearest, change: { namespace: nearest } }] }),
  };
}
