import { type CriterionReading, FITS, lacks, unknown } from './criterion.ts';
import { type Membership, membershipOf, notTold } from './people.ts';
import type { Policy, Rule } from './policy.ts';
import { type Question, workloadOf } from './question.ts';
import { imageOf } from './rule-image.ts';
import { evaluateWhen, type WhenFacts } from './when.ts';
import { whenMentions, type WhenMentions } from './when-mentions.ts';

/** How much of a condition is told to whom it stops, in characters. */
const LONGEST_CONDITION = 300;

/** Whether a rule's condition holds; undefined where it has none. One on a pod that was not looked up yet is taken to hold. */
export function whenReading(policy: Policy, rule: Rule, question: Question): CriterionReading | undefined {
  const { when } = rule.match;
  if (when === undefined) return undefined;
  const mentions = whenMentions(when);
  if (!question.pod && (mentions.pod || mentions.namespaceLabels)) return FITS;
  const membership = membershipOf(policy, Object.keys(policy.people), question.requester);
  const missing = missingFor(mentions, membership, question);
  if (missing !== undefined) return unknown(missing);
  const image = imageOf(policy, rule, question) ?? '';
  const reading = evaluateWhen(when, factsOf(question, image, membership.in));
  if (reading.kind === 'failed') {
    return unknown(
      `has a condition that cannot be judged here (${reading.problem}): ask whoever keeps the policy`,
    );
  }
  return reading.value ? FITS : lacks(`holds only where \`${shortened(when)}\``);
}

/** Why a condition must not be judged by what is known: what it looks at would be taken for empty. */
function missingFor(mentions: WhenMentions, { unknown: groups }: Membership, { pod }: Question) {
  const labelsAreMissing =
    (mentions.podLabels && !pod?.labels) || (mentions.namespaceLabels && !pod?.namespaceLabels);
  if (labelsAreMissing) return 'has a condition on labels, and nobody looked at them: ask again';
  return mentions.groups && groups.length > 0
    ? `has a condition on groups of people, and ${notTold(groups)}`
    : undefined;
}

function factsOf(question: Question, image: string, groups: readonly string[]): WhenFacts {
  const { requester, cluster, namespace, pod, profile = '', reason = '', breakGlass = false, at } = question;
  const { name = '', labels = {}, node = '', namespaceLabels = {} } = pod ?? {};
  const { slackId: id, name: called, email = '' } = requester;
  return {
    requester: { id, name: called, email, groups },
    cluster,
    ns: { name: namespace, labels: namespaceLabels },
    pod: { name, labels, workload: workloadOf(pod), node },
    image,
    profile,
    reason,
    breakGlass,
    now: new Date(at),
  };
}

function shortened(condition: string): string {
  const line = condition.trim().replaceAll(/\s+/g, ' ');
  return line.length > LONGEST_CONDITION ? `${line.slice(0, LONGEST_CONDITION)}…` : line;
}
