import { readPattern } from '../../domain/commands/command-pattern.ts';
import { readTimeSpan, timeSpanText } from '../../domain/asking/time-span.ts';
import { DEFAULT_COMMANDS } from '../../domain/container/first-look.ts';
import { clusterNamed, judge } from '../../domain/policy/judge.ts';
import type { Policy, Rule } from '../../domain/policy/policy.ts';
import { type Question, questionOf } from '../../domain/policy/question.ts';
import { rulesThere } from '../../domain/policy/rules-there.ts';
import type { Person } from '../../domain/request/person.ts';
import type { ListedPod } from '../../requests/pod-lists.ts';
import type { Filled } from '../modals/builder-fields.ts';
import type { Offer } from '../modals/builder-form.ts';
import { askedFor, wantedBy } from './asked-for.ts';
import { namespacesFor } from './namespaces.ts';

/** Who fills a form in, and what is known of where. */
export interface Considering {
  readonly policy: Policy;
  readonly person: Person;
  /** Of the namespace that is filled in, as far as the cluster has told; absent: it has not. */
  readonly pods?: readonly ListedPod[];
  /** Now, in milliseconds since the epoch. */
  readonly at: number;
}

/** A form with what it comes to. */
export interface Considered {
  /** With what is chosen for whoever left it open. */
  readonly filled: Filled;
  readonly offer: Offer;
  /** Undefined as long as there is no cluster or namespace. */
  readonly question?: Question;
}

const DURATIONS = [300, 600, 900, 1_800, 3_600, 7_200, 14_400, 28_800];
/** How many pods of a workload are judged for one that may be debugged. */
const MOST_OF_WORKLOAD = 20;

/** What someone can choose, and what their choice comes to. */
export function consider(considering: Considering, given: Filled): Considered {
  const { policy, person } = considering;
  const names = Object.keys(policy.clusters);
  const clusters = names.length > 1 ? names : [];
  const cluster = clusterNamed(policy, given.cluster);
  const { cluster: _typed, ...others } = given;
  const filled = { ...others, ...(clusters.length > 0 && cluster !== undefined && { cluster }) };
  if (cluster === undefined) return { filled, offer: { ...NO_OFFER, clusters } };
  const place = { policy, person, cluster, at: considering.at };
  const namespace = filled.namespace ?? namespacesFor(place, { most: 1 })[0];
  if (namespace === undefined) return { filled, offer: { ...NO_OFFER, clusters } };
  return within(considering, { ...filled, namespace }, { clusters, cluster, namespace });
}

const NO_OFFER: Offer = {
  clusters: [],
  containers: [],
  images: [],
  profiles: [],
  snippets: [],
  durations: [],
  wantsReason: false,
};

function within(
  considering: Considering,
  filled: Filled,
  where: { readonly clusters: readonly string[]; readonly cluster: string; readonly namespace: string },
): Considered {
  const { policy, person, at, pods = [] } = considering;
  const { clusters, cluster, namespace } = where;
  const about = { requester: person, cluster, namespace, at };
  const pod = chosenPod(pods, filled.target, (each) => {
    const question = questionOf(askedFor(filled), { ...about, pod: each.pod });
    return judge(policy, question).kind === 'allowed';
  });
  const questionWith = (more: Filled) =>
    questionOf(askedFor(more), { ...about, ...(pod && { pod: pod.pod }) });
  const rules = rulesThere(policy, questionWith(filled));
  const images = distinct(rules.flatMap((rule) => rule.images));
  const image = images.find((each) => each === filled.image) ?? images[0];
  const { image: _before, ...others } = filled;
  const now: Filled = { ...others, ...(image !== undefined && { image }) };
  const ofImage = rules.filter((rule) => image === undefined || rule.images.includes(image));
  const question = questionWith(now);
  const judgement = judge(policy, { ...question, reason: question.reason ?? ANY_REASON });
  return {
    filled: now,
    question,
    offer: {
      clusters,
      containers: pod && pod.containers.length > 1 ? pod.containers : [],
      images,
      profiles: distinct(ofImage.flatMap((rule) => rule.profiles)),
      snippets: snippetsOf(policy, ofImage, image),
      durations: durationsOf(ofImage),
      wantsReason: judgement.kind === 'allowed' && judgement.grant.requireReason.includes('ask'),
    },
  };
}

/** Stands for a reason that is still to be written. */
export const ANY_REASON = '…';

/** The pod that a target means as far as the policy goes: of a workload's one that may be debugged, if there is one. */
function chosenPod(
  pods: readonly ListedPod[],
  target: string | undefined,
  mayBe: (pod: ListedPod) => boolean,
): ListedPod | undefined {
  if (target === undefined) return undefined;
  const wanted = wantedBy(target);
  if (wanted.kind !== 'workload') return pods.find(({ pod }) => `pod/${pod.name}` === target);
  const owner = `${wanted.workload} ${wanted.name}`;
  const its = pods.filter(({ pod }) => pod.owner?.toLowerCase() === owner).slice(0, MOST_OF_WORKLOAD);
  return its.find(mayBe) ?? its[0];
}

/** What the image's first look runs, and the commands that the rules allow as they stand. */
function snippetsOf(policy: Policy, rules: readonly Rule[], alias: string | undefined): readonly string[] {
  const image = alias === undefined ? undefined : policy.images[alias];
  if (!image) return [];
  const looks = image.mode === 'entrypoint' ? [] : (image.firstLook ?? DEFAULT_COMMANDS);
  const allowed = rules.flatMap(({ commands }) => commands?.allow ?? []).filter(isSpelledOut);
  return distinct([...allowed, ...looks]);
}

function isSpelledOut(pattern: string): boolean {
  const reading = readPattern(pattern);
  if (reading.kind === 'invalid' || reading.pattern.open) return false;
  return reading.pattern.words.flat().every(({ kind }) => kind === 'text');
}

/** Those that the most generous rule gives, and its own. */
function durationsOf(rules: readonly Rule[]): readonly string[] {
  const longest = Math.max(0, ...rules.map(({ limits }) => limits.session));
  const offered = [...DURATIONS.filter((seconds) => seconds < longest), longest].filter((each) => each > 0);
  return offered.map(timeSpanText).filter((span) => readTimeSpan(span) !== undefined);
}

function distinct(values: readonly string[]): readonly string[] {
  return [...new Set(values)];
}
