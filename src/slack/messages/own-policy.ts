import { mayFreeze } from '../../domain/policy/admins.ts';
import { fitsPattern, membershipOf } from '../../domain/policy/people.ts';
import type { Policy, Rule } from '../../domain/policy/policy.ts';
import type { Person } from '../../domain/request/person.ts';
import { code, escaped } from '../text.ts';
import { context, type KnownBlock, type Message, section, SECTION_MOST } from './blocks.ts';
import { ruleText } from './rule-text.ts';

/** Where someone wants to know of; absent: everywhere. The cluster by its name, not an alias. */
export interface PolicyPlace {
  readonly cluster?: string;
  readonly namespace?: string;
}

/** All block text of a message together must stay under 13,200 characters, of which this much is for rules. */
const RULES_MOST = 11_000;
/** A message has at most 50 blocks. */
const MOST_RULES = 40;

/** What someone may do, and where: the rules that are for them, in the policy's order, and nothing of those that are not. */
export function ownPolicy(policy: Policy, person: Person, place: PolicyPlace): Message {
  const there = policy.rules.filter(({ match }) => holdsAt(match, place));
  const standing = there.map((rule) => ({ rule, ...standingTo(policy, rule, person) }));
  const theirs = standing.filter(({ may, mayAtOnce }) => may || mayAtOnce);
  const { shown, left } = asManyAsFit(theirs.map((each) => ruleText(each.rule, each)));
  return {
    text: 'What you may do with /debug',
    blocks: [
      section(`*What you may do*${placeText(place)}`),
      ...(theirs.length === 0 ? [section(nothing(place))] : shown.map((text) => section(text))),
      ...(left === 0 ? [] : [context(moreText(left, place))]),
      ...notToldBlocks(standing.flatMap(({ unknown }) => unknown)),
      ...(theirs.length === 0 ? [] : [context(fairUseText(policy))]),
      ...(mayFreeze(policy, person).kind === 'may'
        ? [context('You may stop all of Keyhole with `/debug freeze`.')]
        : []),
    ],
  };
}

function holdsAt({ clusters, namespaces }: Rule['match'], { cluster, namespace }: PolicyPlace): boolean {
  const fits = (patterns: readonly string[], name: string | undefined) =>
    name === undefined || patterns.some((pattern) => fitsPattern(pattern, name));
  return fits(clusters, cluster) && fits(namespaces, namespace);
}

function standingTo(policy: Policy, { requesters, breakGlass }: Rule, person: Person) {
  const asking = membershipOf(policy, requesters, person);
  const breaking = membershipOf(policy, breakGlass?.requesters ?? [], person);
  const may = asking.in.length > 0;
  const mayAtOnce = breaking.in.length > 0;
  const unknown = [...(may ? [] : asking.unknown), ...(mayAtOnce ? [] : breaking.unknown)];
  return { may, mayAtOnce, unknown };
}

/** As many as one message holds, from the first. */
function asManyAsFit(texts: readonly string[]): { readonly shown: readonly string[]; readonly left: number } {
  const shown: string[] = [];
  let length = 0;
  for (const text of texts) {
    length += Math.min(text.length, SECTION_MOST);
    if (length > RULES_MOST || shown.length >= MOST_RULES) break;
    shown.push(text);
  }
  return { shown, left: texts.length - shown.length };
}

function placeText({ cluster, namespace }: PolicyPlace): string {
  const parts = [
    ...(namespace === undefined ? [] : [`in the namespace ${code(namespace)}`]),
    ...(cluster === undefined ? [] : [`in the cluster ${code(cluster)}`]),
  ];
  const where = parts.length === 0 ? '' : ` ${parts.join(' ')}`;
  return `${where}: the first of these that fits all of an ask decides.`;
}

function nothing({ cluster, namespace }: PolicyPlace): string {
  return cluster === undefined && namespace === undefined
    ? 'No rule of the policy is for you, so whatever you ask for is refused: talk to whoever keeps the policy.'
    : 'No rule of the policy is for you there: `/debug policy` alone shows where there is one.';
}

function moreText(left: number, { cluster, namespace }: PolicyPlace): string {
  const how =
    cluster === undefined || namespace === undefined ? ': `/debug policy CLUSTER/NAMESPACE` shows fewer' : '';
  return `${left} more ${left === 1 ? 'rule is' : 'rules are'} for you and too much for one message${how}.`;
}

/** Whoever is not told of a rule must know that there may be one. */
function notToldBlocks(groups: readonly string[]): KnownBlock[] {
  if (groups.length === 0) return [];
  return [
    context(
      `:warning: Slack did not tell who is in ${escaped([...new Set(groups)].join(', '))}, so rules for them may be missing here: try again in a minute.`,
    ),
  ];
}

function fairUseText({ fairUse }: Policy): string {
  return `At most ${fairUse.openPerPerson} of your requests may be open at once, and ${fairUse.openPerPod} on one pod. A pod's labels and such are looked up when you ask.`;
}
