import { reviewerGroups } from '../../domain/policy/approval.ts';
import { noticeFor } from '../../domain/policy/notice.ts';
import { type Mentions, mentionsOf } from '../../domain/policy/people.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import type { FollowUp, Reviewable } from '../../domain/request/follow-up.ts';
import { askersOf } from '../../domain/policy/follow-up-allowed.ts';
import type { Request, Run } from '../../domain/request/request.ts';
import { COMMANDS_MOST, visible } from '../../domain/request/review-text.ts';
import { code, escaped, shortened } from '../text.ts';
import { ACTION } from './action-ids.ts';
import { actions, button, context, type KnownBlock, type Message, preformatted, section } from './blocks.ts';
import { progressLines, reviewBlocks } from './decisions.ts';
import { calledToDecide } from './mentions.ts';

/** A command that was asked for in the thread and has not begun: why it waits, or why it never ran. */
export function followUpMessage(request: Request, index: number, called?: Mentions): Message | undefined {
  const run = request.runs[index];
  if (!run?.followUp) return undefined;
  const { followUp, stoppedBy, endedAt } = run;
  const title = shortened(visible(run.title), 150);
  const short = (icon: string, state: string, more: readonly KnownBlock[] = []): Message => ({
    text: `${title}: ${state}`,
    blocks: [section(`${icon} ${code(title)}`), ...more, context(escaped(state))],
  });
  if (followUp.decision === 'denied') return short(':no_entry:', 'denied', reviewBlocks(followUp));
  if (stoppedBy) return short(':octagonal_sign:', `taken back by ${stoppedBy.name} before it ran`);
  if (endedAt !== undefined) return undefined;
  if (request.state === 'ended') return short(':black_square_button:', 'never ran: the session ended before');
  return followUp.decision === 'approved'
    ? short(':hourglass_flowing_sand:', 'waits for its turn', reviewBlocks(followUp))
    : waiting(request, index, { run, followUp, ...(called && { called }) });
}

/** Whom such a message calls on, unless the rule wants nobody called on: those who may decide, but for who wants it and who decided already. */
export function calledToReview(
  policy: Policy,
  request: Request,
  { by, needs, reviews }: Reviewable,
): Mentions | undefined {
  if (noticeFor(policy, request) === 'none') return undefined;
  const mentions = mentionsOf(policy, reviewerGroups(needs));
  const done = [...askersOf(request, by), ...reviews.map(({ reviewer }) => reviewer)];
  const users = mentions.users.filter((id) => !done.some(({ slackId }) => slackId === id));
  return { ...mentions, users };
}

function waiting(
  { id }: Request,
  index: number,
  { run, followUp, called }: { readonly run: Run; readonly followUp: FollowUp; readonly called?: Mentions },
): Message {
  const value = `${id} ${index}`;
  return {
    text: `${followUp.by.name} wants to run a command that needs approval`,
    blocks: [
      section(`:hourglass_flowing_sand: <@${followUp.by.slackId}> wants to run this in the open session:`),
      preformatted(shortened(visible(run.title), COMMANDS_MOST)),
      ...reviewBlocks(followUp),
      context(progressLines(followUp.needs, followUp.reviews).join('\n')),
      ...calledToDecide(called),
      actions(
        button(ACTION.approve, 'Approve', value, 'primary'),
        button(ACTION.deny, 'Deny', value, 'danger'),
        button(ACTION.stopRun, 'Take back', value),
      ),
    ],
  };
}
