import { tellsPodsApart } from '../../domain/policy/looks-at.ts';
import { judge, type Grant } from '../../domain/policy/judge.ts';
import { mentionsOf } from '../../domain/policy/people.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import type { Question } from '../../domain/policy/question.ts';
import { duration } from '../../domain/quantities.ts';
import { actions, button, context, type KnownBlock, section } from '../messages/blocks.ts';
import { calledOn } from '../messages/mentions.ts';
import { requirements } from '../messages/rule-text.ts';
import { code, escaped, shortened } from '../text.ts';
import { CHECK_ACTION } from './builder-fields.ts';

const SENTENCE_MOST = 1_500;
const COMMAND_MOST = 200;
const RULE_MOST = 200;

/** Which rule applies to what is filled in, and who will be asked; with a button that says it anew. */
export function builderPreview(policy: Policy, question: Question): KnownBlock[] {
  const judgement = judge(policy, question);
  if (judgement.kind === 'refused') return previewOfWrong([judgement.sentence]);
  return [
    section(granted(policy, question, judgement.grant).join('\n')),
    ...(!question.pod && tellsPodsApart(policy)
      ? [context('What the rule says of a pod is looked up when one is chosen, and again when you ask.')]
      : []),
    checkAgain(),
  ];
}

/** What stands against what is filled in. */
export function previewOfWrong(sentences: readonly string[]): KnownBlock[] {
  const lines = sentences.map((each) => `:no_entry: ${escaped(shortened(each, SENTENCE_MOST))}`);
  return [section(lines.join('\n')), checkAgain()];
}

function granted(policy: Policy, question: Question, grant: Grant): readonly string[] {
  const { rule, limits } = grant;
  return [
    `*Rule*  ${escaped(shortened(rule, RULE_MOST))}`,
    `*Runs*  ${whatRuns(policy, question, grant)}`,
    `*Asks*  ${shortened(whoIsAsked(policy, question, grant), SENTENCE_MOST)}`,
    `*Limit*  ${duration(limits.session * 1000)} in all, ${duration(limits.command * 1000)} a command`,
  ];
}

function whoIsAsked(policy: Policy, { requester }: Question, { approvals, selfApproval }: Grant): string {
  if (approvals.length === 0) return 'nobody: it starts at once';
  const called = mentionsOf(
    policy,
    approvals.flatMap(({ from }) => from),
  );
  const users = called.users.filter((id) => selfApproval || id !== requester.slackId);
  return `${requirements(approvals)} (${calledOn({ ...called, users })})`;
}

function whatRuns(policy: Policy, { command }: Question, { image }: Grant): string {
  if (command) return code(shortened(command.text, COMMAND_MOST));
  return policy.images[image.alias]?.mode === 'entrypoint' ? "the image's entrypoint" : 'a first look';
}

/** A command is not looked at while it is typed, so that no update of the form comes between. */
function checkAgain(): KnownBlock {
  const label = 'Check again which rule applies to what is filled in';
  return actions({ ...button(CHECK_ACTION, 'Check again', 'check'), accessibility_label: label });
}

/** What stands in the preview's place while there is nothing to judge. */
export function nothingToPreview(sentence: string): KnownBlock[] {
  return [context(escaped(sentence))];
}
