import { fitsPattern, groupsOf } from './people.ts';
import type { Policy, Rule } from './policy.ts';
import type { Question } from './question.ts';
import { timeSpanText } from '../asking/time-span.ts';

/** What a rule says instead of what was asked, and how many of its criteria the question passed before. */
export interface Lack {
  readonly passed: number;
  /** Goes on a sentence whose subject is the rule. */
  readonly lack: string;
}

/** The first criterion of a rule that a question does not fit; undefined when it fits them all. */
export function firstLack(policy: Policy, rule: Rule, question: Question): Lack | undefined {
  const lacks = lacksOf(policy, rule, question);
  const passed = lacks.findIndex((lack) => lack !== undefined);
  return passed < 0 ? undefined : { passed, lack: lacks[passed] ?? '' };
}

/** The image that a question means under a rule: one of the policy's, by its alias or its whole reference, else the rule's first. */
export function imageOf(policy: Policy, rule: Rule, { image: wanted }: Question): string | undefined {
  if (wanted === undefined) return rule.images[0];
  if (Object.hasOwn(policy.images, wanted)) return wanted;
  const named = Object.keys(policy.images).filter((alias) => policy.images[alias]?.image === wanted);
  return named.find((alias) => rule.images.includes(alias)) ?? named[0];
}

/** Each criterion in order: undefined where the question fits, else what the rule says instead. */
function lacksOf(policy: Policy, rule: Rule, question: Question): readonly (string | undefined)[] {
  const { clusters, namespaces } = rule.match;
  const alias = imageOf(policy, rule, question);
  return [
    lack(
      clusters.some((pattern) => fitsPattern(pattern, question.cluster)),
      `is for the ${counted('cluster', clusters)}`,
    ),
    lack(
      namespaces.some((pattern) => fitsPattern(pattern, question.namespace)),
      `is for the ${counted('namespace', namespaces)}`,
    ),
    lack(
      groupsOf(policy, rule.requesters, question.requester).length > 0,
      `is for requests by ${rule.requesters.join(', ')}`,
    ),
    lack(alias !== undefined && rule.images.includes(alias), `allows the ${counted('image', rule.images)}`),
    lack(
      question.profile === undefined || rule.profiles.includes(question.profile),
      `allows the ${counted('profile', rule.profiles)}`,
    ),
    ...imageLacks(policy, alias, question),
    lack(
      question.volumes !== true || rule.volumes,
      "does not give the target's volumes: leave out --volumes",
    ),
    ...limitLacks(rule, question),
  ];
}

function imageLacks(policy: Policy, alias: string | undefined, { entrypoint, pullPolicy }: Question) {
  const image = alias === undefined ? undefined : policy.images[alias];
  return [
    lack(
      entrypoint !== true || image?.mode !== 'exec',
      `runs commands in ${alias} only beside its own process: leave out --entrypoint`,
    ),
    lack(
      pullPolicy === undefined || image?.pullPolicy === undefined || image.pullPolicy === pullPolicy,
      `pulls ${alias} with the policy ${image?.pullPolicy}: leave out --image-pull-policy`,
    ),
  ];
}

function limitLacks({ limits }: Rule, { timeoutSeconds, durationSeconds }: Question) {
  return [
    lack(
      timeoutSeconds === undefined || timeoutSeconds <= limits.command,
      `gives each command ${timeSpanText(limits.command)} at the most (--timeout)`,
    ),
    lack(
      durationSeconds === undefined || durationSeconds <= limits.session,
      `gives a session ${timeSpanText(limits.session)} at the most (--duration)`,
    ),
  ];
}

function lack(fits: boolean, sentence: string): string | undefined {
  return fits ? undefined : sentence;
}

function counted(noun: string, names: readonly string[]): string {
  return `${noun}${names.length === 1 ? '' : 's'} ${names.join(', ')}`;
}
