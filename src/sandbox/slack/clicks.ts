import { isRecord } from './body-values.ts';
import type { Payload } from './deliveries.ts';
import { wireMessage } from './message-shapes.ts';
import { allBlocks } from './messages.ts';
import type { Message } from './messages.ts';
import { issueResponseUrl } from './response-url-route.ts';
import type { Channel, Person } from './workspace.ts';
import type { World } from './world.ts';

export type ClickOutcome =
  | { kind: 'acked' }
  | { kind: 'no-such-action' }
  | { kind: 'operation-timeout' }
  | { kind: 'dispatch-failed' };

type Button = Record<string, unknown> & { action_id: string };
type Pressed = { button: Button; blockId: string };

/** Presses a button of a message that the person sees and waits until the app has acknowledged it. */
export async function click(
  action: { actionId: string; blockId?: string },
  message: Message,
  person: Person,
  channel: Channel,
  world: World,
): Promise<ClickOutcome> {
  const pressed = findButton(action, message);
  if (!pressed) return { kind: 'no-such-action' };
  const delivered = await world.deliveries.interaction(payloadOf(pressed, message, person, channel, world));
  if (delivered.kind === 'acked') return { kind: 'acked' };
  return { kind: delivered.kind === 'timed-out' ? 'operation-timeout' : 'dispatch-failed' };
}

function findButton(
  { actionId, blockId }: { actionId: string; blockId?: string },
  message: Message,
): Pressed | undefined {
  const blocks = allBlocks(message).filter((block) => blockId === undefined || block.block_id === blockId);
  const buttons = blocks.flatMap((block) => {
    const inside = block.type === 'actions' && Array.isArray(block['elements']) ? block['elements'] : [];
    return [...inside, block['accessory']]
      .filter(isButton)
      .map((button) => ({ button, blockId: block.block_id ?? '' }));
  });
  return buttons.find(({ button }) => button.action_id === actionId);
}

function isButton(value: unknown): value is Button {
  return isRecord(value) && value['type'] === 'button' && typeof value['action_id'] === 'string';
}

/** recordings/slack/BlockActionPayload.json. The message itself is missing when it is ephemeral, as at Slack. */
function payloadOf(
  { button, blockId }: Pressed,
  message: Message,
  person: Person,
  channel: Channel,
  world: World,
): Payload {
  const { workspace, credentials, triggers, timestamps } = world;
  const isEphemeral = message.visibleTo !== undefined;
  const { type, action_id, text, value, style, confirm } = button;
  const action = { action_id, block_id: blockId, text, value, style, confirm, type, action_ts: timestamps() };
  const messageTs = message.ts;
  const target = { kind: 'click', channel: channel.id, user: person.id, messageTs } as const;
  return {
    type: 'block_actions',
    user: { id: person.id, username: person.name, name: person.name, team_id: workspace.team.id },
    api_app_id: workspace.bot.appId,
    token: credentials.verificationToken,
    container: {
      type: 'message',
      message_ts: messageTs,
      channel_id: channel.id,
      is_ephemeral: isEphemeral,
      ...(message.threadTs === undefined ? {} : { thread_ts: message.threadTs }),
    },
    trigger_id: triggers.issue(),
    team: { id: workspace.team.id, domain: workspace.team.domain },
    enterprise: null,
    is_enterprise_install: false,
    channel: { id: channel.id, name: channel.isPrivate && !channel.isIm ? 'privategroup' : channel.name },
    ...(isEphemeral ? {} : { message: wireMessage(message, world) }),
    state: { values: {} },
    response_url: issueResponseUrl(target, world),
    actions: [action],
  };
}
