import type { Ask, Wanted, WorkloadKind } from '../domain/asking/ask.ts';
import { readCommandLine } from '../domain/asking/command-line.ts';
import { identityFor } from '../domain/policy/identity.ts';
import { clusterNamed, type Judgement, judgeFor } from '../domain/policy/judge.ts';
import { groupNamed } from '../domain/policy/people.ts';
import type { Policy } from '../domain/policy/policy.ts';
import { type Question, questionOf } from '../domain/policy/question.ts';
import type { Person } from '../domain/request/person.ts';
import type { Labels, PlannedPod } from '../domain/request/plan.ts';

/** Someone's ask, and the pod that it finds, to be judged without Slack or a cluster. */
export interface Scenario {
  readonly as: Who;
  /** As it would be typed in Slack, with or without `/debug`. */
  readonly ask: string;
  /** Where the ask names none. */
  readonly cluster?: string;
  readonly pod?: PodFacts;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** What Slack would tell of a person. */
export interface Who {
  readonly email?: string;
  readonly slackId?: string;
  readonly name?: string;
  /** Slack user groups that they are in, by id or by their group in the policy; absent: not known. */
  readonly in?: readonly string[];
}

/** What a cluster would tell of the pod; labels that are absent are not known. */
export interface PodFacts {
  readonly name?: string;
  readonly labels?: Labels;
  readonly namespaceLabels?: Labels;
  /** Such as `Deployment/api`; absent: what the ask names. */
  readonly workload?: string;
  readonly node?: string;
}

export type QuestionReading =
  | { readonly kind: 'question'; readonly question: Question; readonly ask: Ask }
  | { readonly kind: 'invalid'; readonly sentence: string };

const KINDS: Readonly<Record<WorkloadKind, string>> = {
  deployment: 'Deployment',
  statefulset: 'StatefulSet',
  daemonset: 'DaemonSet',
  replicaset: 'ReplicaSet',
  job: 'Job',
};

/** Whether a text is a time of ISO 8601 with its zone: without one it would be another moment on each machine. */
export function isTime(text: string): boolean {
  return (
    /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/.test(text) &&
    !Number.isNaN(Date.parse(text))
  );
}

/** The question that a scenario comes to, by the reader that Slack's commands go through. */
export function questionIn(policy: Policy, { ask: text, ...scenario }: Scenario): QuestionReading {
  const requester = personIn(policy, scenario.as);
  if ('kind' in requester) return requester;
  const line = readCommandLine(text.replace(/^\s*\/debug(?=\s|$)/, ''));
  if (line.kind === 'invalid') return line;
  if (line.kind !== 'ask')
    return {
      kind: 'invalid',
      sentence: 'This asks for no container: write it as in `/debug pod NAME IMAGE`.',
    };
  const { ask } = line;
  const wanted = ask.cluster ?? scenario.cluster;
  const cluster = clusterNamed(policy, wanted);
  if (cluster === undefined) {
    const known = Object.keys(policy.clusters).join(', ');
    const what = wanted === undefined ? 'Which cluster?' : `The policy has no cluster ${wanted}.`;
    return { kind: 'invalid', sentence: `${what} Write --cluster with one of ${known}.` };
  }
  const namespace = ask.namespace ?? policy.clusters[cluster]?.defaultNamespace ?? 'default';
  const { at } = scenario;
  const pod = podOf(ask.wanted, scenario.pod ?? {});
  return { kind: 'question', ask, question: questionOf(ask, { requester, cluster, namespace, at, pod }) };
}

/** What the policy makes of a question, in the order in which a worker asks (jobs/preparing/prepare-request.ts). */
export function decisionOn(policy: Policy, question: Question): Judgement {
  const judgement = judgeFor(policy, question, undefined);
  if (judgement.kind === 'refused') return judgement;
  const identity = identityFor(policy, question.cluster, question.requester);
  return identity.kind === 'refused' ? identity : judgement;
}

function personIn(
  policy: Policy,
  who: Who,
): Person | { readonly kind: 'invalid'; readonly sentence: string } {
  const { email, slackId = '', name = email ?? slackId } = who;
  const userGroups = who.in?.map((group) => groupNamed(policy, group)?.slackUserGroup ?? group);
  const unfit = userGroups?.find((group) => !/^S[A-Z0-9]+$/.test(group));
  if (unfit !== undefined) {
    const sentence = `${unfit} is neither the id of a Slack user group nor a group of the policy that has one.`;
    return { kind: 'invalid', sentence };
  }
  return { slackId, name, ...(email !== undefined && { email }), ...(userGroups && { userGroups }) };
}

function podOf(wanted: Wanted, facts: PodFacts): PlannedPod {
  const { name, labels, namespaceLabels, node = '' } = facts;
  const owner =
    facts.workload?.replace('/', ' ') ??
    (wanted.kind === 'workload' ? `${KINDS[wanted.workload]} ${wanted.name}` : undefined);
  return {
    name: name ?? (wanted.kind === 'pod' ? wanted.name : ''),
    uid: '',
    node,
    ...(owner !== undefined && { owner }),
    ...(labels && { labels }),
    ...(namespaceLabels && { namespaceLabels }),
  };
}
