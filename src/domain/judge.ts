import leven from 'leven';
import type { PullPolicy } from './debug-container.ts';
import { fitsPattern, groupsOf } from './people.ts';
import type { Person } from './person.ts';
import type { ApprovalRequirement, Limits, Policy, Rule } from './policy.ts';
import { PROFILE_NAMES, type ProfileName } from './profiles.ts';

/** What someone wants, in the terms that a policy decides on. Cluster aliases are resolved before. */
export interface Question {
  readonly requester: Person;
  readonly cluster: string;
  readonly namespace: string;
  /** An alias or a whole reference from the policy's images; absent: the first that the rule names. */
  readonly image?: string;
  /** Absent: the first profile that the rule names. */
  readonly profile?: string;
}

export interface GrantedImage {
  readonly alias: string;
  readonly reference: string;
  readonly pullPolicy?: PullPolicy;
  readonly firstLook?: readonly string[];
}

/** What the deciding rule gives: everything that an approval is bound to. */
export interface Grant {
  readonly rule: string;
  readonly image: GrantedImage;
  readonly profile: ProfileName;
  readonly approvals: readonly ApprovalRequirement[];
  readonly selfApproval: boolean;
  readonly limits: Limits;
}

export type Judgement =
  | { readonly kind: 'allowed'; readonly grant: Grant }
  | { readonly kind: 'refused'; readonly sentence: string };

/** Decides by the first rule that fits all of the question. None fits: refused, naming the nearest rule and what it lacked. */
export function judge(policy: Policy, question: Question): Judgement {
  const image = question.image === undefined ? undefined : imageNamed(policy, question.image);
  if (question.image !== undefined && image === undefined) {
    return { kind: 'refused', sentence: unknownImage(policy, question.image) };
  }
  const { profile } = question;
  if (profile !== undefined && !PROFILE_NAMES.some((name) => name === profile)) {
    return {
      kind: 'refused',
      sentence: `There is no profile ${profile}. There are: ${PROFILE_NAMES.join(', ')}.`,
    };
  }
  let nearest: { rule: Rule; passed: number; lack: string } | undefined;
  for (const rule of policy.rules) {
    const lacks = lacksOf(policy, rule, question, image);
    const first = lacks.findIndex((lack) => lack !== undefined);
    if (first < 0) return granted(policy, rule, question, image);
    if (!nearest || first > nearest.passed) nearest = { rule, passed: first, lack: lacks[first] ?? '' };
  }
  const which = nearest ? ` The nearest rule, "${nearest.rule.name}", ${nearest.lack}.` : '';
  return {
    kind: 'refused',
    sentence: `No rule of the policy allows this.${which} Ask whoever keeps the policy if you need it.`,
  };
}

/** The cluster that a name or alias means; absent, the only one there is. */
export function clusterNamed(policy: Policy, wanted: string | undefined): string | undefined {
  const names = Object.keys(policy.clusters);
  if (wanted === undefined) return names.length === 1 ? names[0] : undefined;
  if (Object.hasOwn(policy.clusters, wanted)) return wanted;
  return names.find((name) => policy.clusters[name]?.aliases.includes(wanted));
}

/** Each criterion of a rule in order: undefined where the question fits, else what the rule says instead. */
function lacksOf(policy: Policy, rule: Rule, question: Question, image: string | undefined) {
  const { clusters, namespaces } = rule.match;
  const lack = (fits: boolean, sentence: string) => (fits ? undefined : sentence);
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
    lack(image === undefined || rule.images.includes(image), `allows the ${counted('image', rule.images)}`),
    lack(
      question.profile === undefined || rule.profiles.some((profile) => profile === question.profile),
      `allows the ${counted('profile', rule.profiles)}`,
    ),
  ];
}

function granted(policy: Policy, rule: Rule, question: Question, wanted: string | undefined): Judgement {
  const alias = wanted ?? rule.images[0] ?? '';
  const image = policy.images[alias];
  const profile = rule.profiles.find((each) => each === question.profile) ?? rule.profiles[0];
  if (!image || !profile)
    return { kind: 'refused', sentence: `The rule "${rule.name}" names no image or profile.` };
  return {
    kind: 'allowed',
    grant: {
      rule: rule.name,
      image: {
        alias,
        reference: image.image,
        ...(image.pullPolicy && { pullPolicy: image.pullPolicy }),
        ...(image.firstLook && { firstLook: image.firstLook }),
      },
      profile,
      approvals: rule.approvals,
      selfApproval: rule.selfApproval,
      limits: rule.limits,
    },
  };
}

function imageNamed(policy: Policy, wanted: string): string | undefined {
  if (Object.hasOwn(policy.images, wanted)) return wanted;
  return Object.entries(policy.images).find(([, image]) => image.image === wanted)?.[0];
}

function unknownImage(policy: Policy, wanted: string): string {
  const known = Object.keys(policy.images);
  const nearest = known.toSorted((a, b) => leven(a, wanted) - leven(b, wanted))[0];
  const guess = nearest !== undefined && leven(nearest, wanted) <= 3 ? ` Did you mean ${nearest}?` : '';
  return `The image ${wanted} is not in the policy.${guess} Allowed are: ${known.join(', ')}.`;
}

function counted(noun: string, names: readonly string[]): string {
  return `${noun}${names.length === 1 ? '' : 's'} ${names.join(', ')}`;
}
