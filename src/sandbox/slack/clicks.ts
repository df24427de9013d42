import type { Delivered, Payload } from './deliveries.ts';
import { actionOf, sendsAction } from './elements/actions.ts';
import { elementsOf, findElement } from './elements/find-elements.ts';
import { choosableAt, messageHolder, readState } from './elements/state-values.ts';
import type { StateValues } from './elements/state-values.ts';
import { interactionFields, namedChannel } from './interaction-payload.ts';
import { wireMessage } from './message-shapes.ts';
import { allBlocks } from './messages.ts';
import type { Message } from './messages.ts';
import { issueResponseUrl } from './response-url-route.ts';
import type { Channel, Person } from './workspace.ts';
import type { World } from './world.ts';

export type ClickOutcome =
  | { kind: 'acked' }
  | { kind: 'no-such-action' }
  | { kind: 'no-such-choice' }
  | { kind: 'operation-timeout' }
  | { kind: 'dispatch-failed' };

/** What a person does to an element; `value` is the option, user id or text, where the element is no button. */
export type Use = { actionId: string; blockId?: string; value?: unknown };

/** What became of an interaction that the app need only acknowledge. */
export function outcomeOf(delivered: Delivered): ClickOutcome {
  if (delivered.kind === 'acked') return { kind: 'acked' };
  return { kind: delivered.kind === 'timed-out' ? 'operation-timeout' : 'dispatch-failed' };
}

/** Uses an element of a message that the person sees and waits until the app has acknowledged it. */
export async function click(
  use: Use,
  message: Message,
  person: Person,
  channel: Channel,
  world: World,
): Promise<ClickOutcome> {
  const blocks = allBlocks(message);
  const placed = findElement(use, blocks);
  if (!placed || !sendsAction(placed)) return { kind: 'no-such-action' };
  const holder = messageHolder(message, person.id);
  const action = actionOf(placed, use.value, choosableAt(placed, holder, world));
  const filled =
    use.value === undefined ? {} : { [placed.blockId]: { [placed.element.action_id]: use.value } };
  const state = readState(elementsOf(blocks), filled, {}, holder, world);
  if (!action || state.kind === 'no-such-choice') return { kind: 'no-such-choice' };
  const acted = { ...action, action_ts: world.timestamps() };
  const payload = payloadOf(acted, state.values, message, person, channel, world);
  return outcomeOf(await world.deliveries.interaction(payload));
}

/** recordings/slack/BlockActionPayload.json. The message itself is missing when it is ephemeral, as at Slack. */
function payloadOf(
  action: Record<string, unknown>,
  values: StateValues,
  message: Message,
  person: Person,
  channel: Channel,
  world: World,
): Payload {
  const isEphemeral = message.visibleTo !== undefined;
  const messageTs = message.ts;
  const target = { kind: 'click', channel: channel.id, user: person.id, messageTs } as const;
  return {
    type: 'block_actions',
    ...interactionFields(person, world),
    container: {
      type: 'message',
      message_ts: messageTs,
      channel_id: channel.id,
      is_ephemeral: isEphemeral,
      ...(message.threadTs === undefined ? {} : { thread_ts: message.threadTs }),
    },
    trigger_id: world.triggers.issue(person.id),
    channel: namedChannel(channel),
    ...(isEphemeral ? {} : { message: wireMessage(message, world) }),
    state: { values },
    response_url: issueResponseUrl(target, world),
    actions: [action],
  };
}
