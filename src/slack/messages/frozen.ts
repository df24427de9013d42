import type { Frozen } from '../../domain/request/frozen.ts';
import type { Person } from '../../domain/request/person.ts';
import { moment } from '../text.ts';
import { type Message, section } from './blocks.ts';
import { frozenBy } from './not-taken.ts';

/** What became of the requests that were open; absent: that could not be told yet. */
export type Stopped = { readonly stopped: number; readonly left: number } | undefined;

/** Tells everybody in the channel that nothing starts any more. */
export function frozenMessage(frozen: Frozen, stopped: Stopped): Message {
  return {
    text: `Keyhole is frozen by ${frozen.by.name}`,
    blocks: [
      section(
        `:snowflake: *Keyhole is frozen.* ${frozenBy(frozen)}\n${stoppedText(stopped)} Nothing new starts until an admin types \`/debug unfreeze\`.`,
      ),
    ],
  };
}

function stoppedText(stopped: Stopped): string {
  if (!stopped) return 'What is open is being stopped.';
  const { stopped: count, left } = stopped;
  const rest = left === 0 ? '' : ` ${left} more could not be reached yet and are being stopped.`;
  if (count === 0) return left === 0 ? 'Nothing was open.' : rest.trim();
  return `${count} open ${count === 1 ? 'request was' : 'requests were'} stopped.${rest}`;
}

/** Tells an admin who comes second. */
export function frozenAlready(frozen: Frozen): Message {
  return {
    text: `Keyhole is frozen already, by ${frozen.by.name}`,
    blocks: [section(`Keyhole is frozen already. ${frozenBy(frozen)} \`/debug unfreeze\` takes it back.`)],
  };
}

/** Tells everybody in the channel that Keyhole goes on. */
export function unfrozenMessage(by: Person, frozen: Frozen): Message {
  return {
    text: `Keyhole goes on, by ${by.name}`,
    blocks: [
      section(
        `:sunny: *Keyhole goes on*: <@${by.slackId}> unfroze it; <@${frozen.by.slackId}> had frozen it ${moment(frozen.at)}.\nWhat was stopped stays so: ask again for what is still needed.`,
      ),
    ],
  };
}
