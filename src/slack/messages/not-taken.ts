import type { Policy } from '../../domain/policy/policy.ts';
import type { Frozen } from '../../domain/request/frozen.ts';
import { duration } from '../../domain/quantities.ts';
import { escaped, moment } from '../text.ts';
import { type Message, section } from './blocks.ts';

/** What someone hears whose text cannot be kept or shown. */
export const HOLDS_A_SECRET =
  'What you typed holds what looks like a secret, so I did not take it: read the secret from a file or a variable in the pod instead.';

type CoolDown = Policy['fairUse']['coolDown'];

/** What someone hears whose ask is not taken as Keyhole is frozen; `frozen.reason` is at most 500 characters. */
export function askWhileFrozen(frozen: Frozen): Message {
  return {
    text: `Keyhole is frozen by ${frozen.by.name}, so I did not take this`,
    blocks: [
      section(
        `:snowflake: *Keyhole is frozen*, so I did not take this. ${frozenBy(frozen)} Ask again once it is unfrozen, or talk to them.`,
      ),
    ],
  };
}

/** Who froze it, since when and why, as sentences. */
export function frozenBy({ by, at, reason }: Frozen): string {
  const why = reason === undefined ? '' : ` They say: “${escaped(reason)}”.`;
  return `<@${by.slackId}> froze it ${moment(at)}.${why}`;
}

/** What someone hears who has to wait after repeated denials; `until` is in milliseconds since the epoch. */
export function coolingDown(until: number, { denials, within }: CoolDown): Message {
  const often = `${denials === 1 ? 'A request of yours was' : `${denials} of your requests were`} denied within ${duration(within * 1000)}`;
  return {
    text: `${often}, so I did not take this`,
    blocks: [
      section(
        `${often}, so I did not take this: talk to those who decide, and ask again from ${moment(until, '{date_short_pretty} {time_secs}')} on. In an emergency \`--break-glass\` does not wait, where a rule lets you.`,
      ),
    ],
  };
}

/** What someone hears who has as many requests open as one person may. */
export function tooManyOpen(most: number): string {
  return `You have ${most} ${most === 1 ? 'request' : 'requests'} open, and one person may have no more, so I did not take this: end a session with \`/debug end ID\`, or cancel a request with the button on its card, and ask again.`;
}
