import { mayFreeze } from '../../domain/policy/admins.ts';
import { ownRules, type PolicyPlace } from '../../domain/policy/own-rules.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import type { Person } from '../../domain/request/person.ts';
import { context, type Message, section } from './blocks.ts';
import { asManyAsFit, noRule, notToldBlocks, placeText } from './policy-place.ts';
import { ruleText } from './rule-text.ts';

/** What someone may do, and where: the rules that are for them, in the policy's order, and nothing of those that are not. */
export function ownPolicy(policy: Policy, person: Person, place: PolicyPlace): Message {
  const { rules: theirs, unknown } = ownRules(policy, person, place);
  const { shown, left } = asManyAsFit(theirs.map((each) => ruleText(each.rule, each)));
  return {
    text: 'What you may do with /debug',
    blocks: [
      section(`*What you may do*${placeText(place)}: the first of these that fits all of an ask decides.`),
      ...(theirs.length === 0 ? [section(noRule(place))] : shown.map((text) => section(text))),
      ...(left === 0 ? [] : [context(moreText(left, place))]),
      ...notToldBlocks(unknown),
      ...(theirs.length === 0 ? [] : [context(fairUseText(policy))]),
      ...(mayFreeze(policy, person).kind === 'may'
        ? [context('You may stop all of Keyhole with `/debug freeze`.')]
        : []),
    ],
  };
}

function moreText(left: number, { cluster, namespace }: PolicyPlace): string {
  const how =
    cluster === undefined || namespace === undefined ? ': `/debug policy CLUSTER/NAMESPACE` shows fewer' : '';
  return `${left} more ${left === 1 ? 'rule is' : 'rules are'} for you and too much for one message${how}.`;
}

function fairUseText({ fairUse }: Policy): string {
  return `At most ${fairUse.openPerPerson} of your requests may be open at once, and ${fairUse.openPerPod} on one pod. A pod's labels and such are looked up when you ask.`;
}
