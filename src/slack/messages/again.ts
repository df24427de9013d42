import type { types } from '@slack/bolt';
import type { Outcome, Request } from '../../domain/request/request.ts';
import { ACTION } from './action-ids.ts';
import { actions, button } from './blocks.ts';

const COMES_TO_NOTHING: readonly (Outcome | undefined)[] = [
  'refused',
  'expired',
  'failed',
  'interrupted',
  'stopped',
  'timed-out',
];

/** Whether the same ask makes sense once more: nobody said no, and what was refused before it was looked into is refused again. */
export function canBeAskedAgain({ state, outcome, plan }: Request): boolean {
  if (state !== 'ended' || !COMES_TO_NOTHING.includes(outcome)) return false;
  return outcome !== 'refused' || plan !== undefined;
}

/** The button for its requester; none where it makes no sense. */
export function againButton(request: Request): types.ActionsBlock[] {
  return canBeAskedAgain(request) ? [actions(button(ACTION.again, 'Ask again', request.id))] : [];
}
