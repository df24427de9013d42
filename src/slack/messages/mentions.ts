import type { Mentions } from '../../domain/policy/people.ts';
import { escaped, shortened } from '../text.ts';
import { type KnownBlock, section } from './blocks.ts';

/** How many people and groups one message calls on, a card less; a Slack user group is one, however many are in it. */
const MOST_MENTIONED = 20;
const MOST_ON_A_CARD = 12;
const NAMES_MOST = 200;

/** Those whom a message calls on, as mrkdwn that notifies them. Groups with members known by address are named besides. */
export function calledOn({ users, userGroups, names }: Mentions, most = MOST_MENTIONED): string {
  const ids = [...userGroups.map((id) => `<!subteam^${id}>`), ...users.map((id) => `<@${id}>`)];
  const left = ids.length - most;
  const others = names.length === 0 ? [] : [`all of ${shortened(escaped(names.join(', ')), NAMES_MOST)}`];
  const called = [...ids.slice(0, most), ...(left > 0 ? [`${left} more`] : []), ...others];
  return called.length === 0 ? 'Whoever may' : called.join(', ');
}

/** What a card calls on those who may decide with; a mention notifies them once, when the card is posted. */
export function calledToDecide(called: Mentions | undefined): KnownBlock[] {
  if (called === undefined) return [];
  return [section(`:bell: ${calledOn(called, MOST_ON_A_CARD)}: this waits for your decision.`)];
}
