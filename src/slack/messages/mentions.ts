import type { Mentions } from '../../domain/policy/people.ts';
import { escaped, shortened } from '../text.ts';

/** How many people and groups one message calls on; a Slack user group is one, however many are in it. */
const MOST_MENTIONED = 20;
const NAMES_MOST = 200;

/** Those whom a message calls on, as mrkdwn that notifies them. Groups with members known by address are named besides. */
export function calledOn({ users, userGroups, names }: Mentions): string {
  const ids = [...userGroups.map((id) => `<!subteam^${id}>`), ...users.map((id) => `<@${id}>`)];
  const left = ids.length - MOST_MENTIONED;
  const others = names.length === 0 ? [] : [`all of ${shortened(escaped(names.join(', ')), NAMES_MOST)}`];
  const called = [...ids.slice(0, MOST_MENTIONED), ...(left > 0 ? [`${left} more`] : []), ...others];
  return called.length === 0 ? 'Whoever may' : called.join(', ');
}
