import type { PullPolicy } from '../container/debug-container.ts';
import { decidingRule } from './deciding-rule.ts';
import { defaultProfile } from './default-profile.ts';
import type { GrantedProfile } from './granted-profile.ts';
import type { Mode } from '../request/plan.ts';
import { nearestWord } from '../asking/nearest-word.ts';
import type { ApprovalRequirement, Limits, Policy, Rule } from './policy.ts';
import { PROFILE_NAMES } from './profiles.ts';
import type { Question } from './question.ts';
import { imageOf } from './rule-image.ts';

export interface GrantedImage {
  readonly alias: string;
  readonly reference: string;
  readonly pullPolicy?: PullPolicy;
  /** How its commands run whatever was asked; absent: as was asked. */
  readonly mode?: Mode;
  readonly firstLook?: readonly string[];
}

/** What the deciding rule gives: everything that an approval is bound to. */
export interface Grant {
  readonly rule: string;
  readonly image: GrantedImage;
  readonly profile: GrantedProfile;
  readonly approvals: readonly ApprovalRequirement[];
  readonly selfApproval: boolean;
  /** Groups of whom each may run commands in the session besides its requester; absent: nobody. */
  readonly alsoRun?: readonly string[];
  /** How many denials end it. */
  readonly denials: number;
  /** Who has to say why. */
  readonly requireReason: Rule['requireReason'];
  /** Present: it starts at once, told aloud, and is reviewed afterwards by `reviewers` (`approvals` is empty then). */
  readonly breakGlass?: GrantedBreakGlass;
  /** The rule's, or what was asked for where that is less. */
  readonly limits: Limits;
}

export interface GrantedBreakGlass {
  /** The channel where it is told. */
  readonly announce: string;
  /** How often its review is asked for until there is one, in whole seconds. */
  readonly remindEvery: number;
  /** Who is told and may review it: whose approval it would have taken. */
  readonly reviewers: readonly ApprovalRequirement[];
}

export type Judgement =
  | {
      readonly kind: 'allowed';
      readonly grant: Grant;
      /** All that the rule allows, in its order. */
      readonly profiles: readonly GrantedProfile[];
    }
  | { readonly kind: 'refused'; readonly sentence: string };

/**
 * Decides by the first rule that the question does not fall short of. Where it cannot be said whether that one fits, it is
 * refused: a later rule, which may be laxer, must not decide instead. None: refused, naming the nearest rule and what it lacked.
 */
export function judge(policy: Policy, question: Question): Judgement {
  const unknown = unknownName(policy, question);
  if (unknown !== undefined) return { kind: 'refused', sentence: unknown };
  const deciding = decidingRule(policy, question);
  switch (deciding?.kind) {
    case 'fits':
      return granted(policy, deciding.rule, question);
    case 'unknown':
      return {
        kind: 'refused',
        sentence: `It cannot be said whether the policy allows this. The rule "${deciding.rule.name}" ${deciding.sentence}.`,
      };
    case 'lacks':
    case undefined: {
      // Where all but a reason is there, who asks can do something about it themselves.
      if (deciding?.name === 'reason')
        return { kind: 'refused', sentence: `The rule "${deciding.rule.name}" ${deciding.sentence}.` };
      const which = deciding ? ` The nearest rule, "${deciding.rule.name}", ${deciding.sentence}.` : '';
      return {
        kind: 'refused',
        sentence: `No rule of the policy allows this.${which} Ask whoever keeps the policy if you need it.`,
      };
    }
  }
}

/** The same once it is known what is looked into: where no profile is asked for, with the one that suits the target. */
export function judgeFor(
  policy: Policy,
  question: Question,
  target: { readonly uid?: number } | undefined,
): Judgement {
  const judgement = judge(policy, question);
  if (judgement.kind === 'refused' || question.profile !== undefined) return judgement;
  const profile = defaultProfile(judgement.profiles, target)?.name;
  return profile === undefined ? judgement : judge(policy, { ...question, profile });
}

/** The cluster that a name or alias means; absent, the only one there is. */
export function clusterNamed(policy: Policy, wanted: string | undefined): string | undefined {
  const names = Object.keys(policy.clusters);
  if (wanted === undefined) return names.length === 1 ? names[0] : undefined;
  if (Object.hasOwn(policy.clusters, wanted)) return wanted;
  return names.find((name) => policy.clusters[name]?.aliases.includes(wanted));
}

function granted(policy: Policy, rule: Rule, question: Question): Judgement {
  const alias = imageOf(policy, rule, question) ?? '';
  const image = policy.images[alias];
  const profiles = rule.profiles.flatMap((name) => profileNamed(policy, name) ?? []);
  const profile = profiles.find(({ name }) => name === question.profile) ?? profiles[0];
  if (!image || !profile)
    return { kind: 'refused', sentence: `The rule "${rule.name}" names no image or profile.` };
  const pullPolicy = image.pullPolicy ?? question.pullPolicy;
  return {
    kind: 'allowed',
    profiles,
    grant: {
      rule: rule.name,
      image: {
        alias,
        reference: image.image,
        ...(pullPolicy && { pullPolicy }),
        ...(image.mode && { mode: image.mode }),
        ...(image.firstLook && { firstLook: image.firstLook }),
      },
      profile,
      approvals: question.breakGlass ? [] : rule.approvals,
      selfApproval: rule.selfApproval,
      ...(rule.alsoRun.length > 0 && { alsoRun: rule.alsoRun }),
      denials: rule.denials,
      requireReason: rule.requireReason,
      ...(question.breakGlass && rule.breakGlass && { breakGlass: grantedBreakGlass(rule, rule.breakGlass) }),
      limits: limitsOf(rule.limits, question),
    },
  };
}

function grantedBreakGlass(rule: Rule, breakGlass: NonNullable<Rule['breakGlass']>): GrantedBreakGlass {
  const { announce, remindEvery } = breakGlass;
  return { announce, remindEvery, reviewers: rule.approvals };
}

/** A command can never take longer than its session, whichever of the two was asked for. */
function limitsOf(limits: Limits, { timeoutSeconds, durationSeconds }: Question): Limits {
  const session = durationSeconds ?? limits.session;
  return { ...limits, session, command: Math.min(timeoutSeconds ?? limits.command, session) };
}

function profileNamed(policy: Policy, name: string): GrantedProfile | undefined {
  const builtIn = PROFILE_NAMES.find((each) => each === name);
  if (builtIn) return { name: builtIn, base: builtIn };
  const own = Object.hasOwn(policy.profiles, name) ? policy.profiles[name] : undefined;
  return own && { name, ...own };
}

/** What there is to say of an image or a profile that no rule could name. */
function unknownName(policy: Policy, { image, profile }: Question): string | undefined {
  const images = Object.keys(policy.images);
  const isKnown = images.some((alias) => alias === image || policy.images[alias]?.image === image);
  if (image !== undefined && !isKnown) {
    return `The image ${image} is not in the policy.${guess(image, images)} Allowed are: ${images.join(', ')}.`;
  }
  const profiles = [...PROFILE_NAMES, ...Object.keys(policy.profiles)];
  if (profile !== undefined && !profiles.includes(profile)) {
    return `There is no profile ${profile}.${guess(profile, profiles)} There are: ${profiles.join(', ')}.`;
  }
  return undefined;
}

function guess(wanted: string, known: readonly string[]): string {
  const nearest = nearestWord(wanted, known);
  return nearest === undefined ? '' : ` Did you mean ${nearest}?`;
}
