import type { types } from '@slack/bolt';
import type { Choice } from '../../domain/request/request.ts';
import { ACTION } from './action-ids.ts';
import { actions, button } from './blocks.ts';

/** How many buttons stand in a row; Slack takes 25. */
const MOST_CHOICES = 10;

/** What to pick instead of what was asked. */
export function choiceButtons(requestId: string, choices: readonly Choice[]): types.ActionsBlock {
  const buttons = choices
    .slice(0, MOST_CHOICES)
    .map(({ label, note }, index) =>
      button(
        `${ACTION.choose}${index}`,
        note === undefined ? label : `${label} (${note})`,
        `${requestId} ${index}`,
      ),
    );
  return actions(...buttons);
}
