import type { types } from '@slack/bolt';
import { mayBeExtended } from '../../domain/request/extension.ts';
import type { Plan } from '../../domain/request/plan.ts';
import type { Request } from '../../domain/request/request.ts';
import { tooBigToReview } from '../../domain/request/review-text.ts';
import { ACTION } from './action-ids.ts';
import { actions, button, context, type KnownBlock } from './blocks.ts';
import { choiceButtons } from './choice-buttons.ts';
import { acknowledgeButton } from './glass.ts';

/** Only what still does something. */
export function cardButtons(request: Request, plan: Plan): KnownBlock[] {
  const { id, requester, choices = [] } = request;
  const cancel = button(ACTION.cancel, 'Cancel my request', id);
  switch (request.state) {
    case 'pending':
      return [
        actions(...decideButtons(id, plan), cancel),
        ...(choices.length === 0
          ? []
          : [context(`Or, if <@${requester.slackId}> wants it so instead:`), choiceButtons(id, choices)]),
      ];
    case 'approved':
      return [actions(cancel)];
    case 'starting':
    case 'active':
      return [
        actions(...extendButton(request), button(ACTION.end, 'End session', id, 'danger', whatEnds(plan))),
      ];
    case 'ended':
      return acknowledgeButton(request);
    case 'asked':
      return [];
  }
}

/** The buttons of whoever decides. Nobody approves what the card cannot show. */
export function decideButtons(id: string, plan: Plan): readonly types.Button[] {
  const approve =
    tooBigToReview(plan) === undefined ? [button(ACTION.approve, 'Approve', id, 'primary')] : [];
  return [...approve, button(ACTION.deny, 'Deny', id, 'danger')];
}

/** Of an open session that may last longer, where nobody asked for that yet. */
export function extendButton(request: Request): readonly types.Button[] {
  return mayBeExtended(request) ? [button(ACTION.extend, 'Extend', request.id)] : [];
}

/** What ending a session comes to, for whoever is asked whether they are sure. */
export function whatEnds({ mode, reused }: Plan): string {
  if (mode === 'entrypoint')
    return 'Keyhole stops following; the process may go on until it ends itself or the pod is replaced.';
  if (reused) return 'The container goes on, as it is of an earlier request.';
  return 'The container ends, and whatever runs in it.';
}
