import type { Criterion } from '../../domain/policy/criterion.ts';
import { decidingRule } from '../../domain/policy/deciding-rule.ts';
import { judge } from '../../domain/policy/judge.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import type { Question } from '../../domain/policy/question.ts';
import type { Field, FilledIn } from '../modals/builder-fields.ts';
import { beginning } from '../text.ts';
import type { Problems } from './asked-for.ts';

/** The field that someone would change to fit what a rule asks; all else is about the pod. */
const FIELD_OF: Readonly<Partial<Record<Criterion['name'], Field>>> = {
  cluster: 'cluster',
  namespace: 'namespace',
  requester: 'namespace',
  'namespace labels': 'namespace',
  image: 'image',
  profile: 'profile',
  command: 'command',
  duration: 'duration',
  reason: 'reason',
};
/** As much as fits below a field, in characters. */
const SENTENCE_MOST = 600;

/** What the policy has against a question, at the field that it is about; nothing where it is allowed. */
export function policyProblems(policy: Policy, question: Question): Problems {
  const judgement = judge(policy, question);
  if (judgement.kind === 'allowed') return {};
  const deciding = decidingRule(policy, question);
  const name = deciding && 'name' in deciding ? deciding.name : undefined;
  return { [(name && FIELD_OF[name]) ?? 'target']: judgement.sentence };
}

/** Problems by the block where each field stands. What is about a field that the form does not show stands at the target. */
export function blockErrors(
  problems: Problems,
  { blocks }: Pick<FilledIn, 'blocks'>,
): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const [field, sentence] of Object.entries(problems)) {
    const block = blocks[field as Field] ?? blocks.target;
    if (block !== undefined) errors[block] ??= beginning(sentence, SENTENCE_MOST);
  }
  return errors;
}
