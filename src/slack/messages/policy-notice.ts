import { shortened } from '../text.ts';
import { context, type Message, preformatted, PREFORMATTED_MOST, section } from './blocks.ts';

/** A bad file can have a problem on every line. */
const MOST_PROBLEMS = 20;
const MOST_OF_ONE = 500;

/** What admins are told of a bad edit of the policy file; each problem is `file:line:column: what is wrong`. */
export function badPolicy(problems: readonly string[]): Message {
  const shown = problems.slice(0, MOST_PROBLEMS).map((problem) => shortened(problem, MOST_OF_ONE));
  const more = problems.length - shown.length;
  return {
    text: 'The policy file has problems: the policy that was read before stays in force.',
    blocks: [
      section(
        ':warning: *The policy file has problems.* The policy that was read before stays in force, and nothing of this edit counts.',
      ),
      preformatted(shortened(shown.join('\n'), PREFORMATTED_MOST)),
      ...(more > 0 ? [context(`And ${more} more: \`keyhole policy check FILE\` lists them all.`)] : []),
      context('Correct the file: Keyhole reads it again by itself, and tells you when it is in order.'),
    ],
  };
}

/** What admins are told who heard of a bad edit. */
export function policyInOrder(): Message {
  return {
    text: 'The policy file is in order again, and in force.',
    blocks: [section(':white_check_mark: The policy file is in order again, and in force.')],
  };
}
