import { outcomeOf } from './clicks.ts';
import type { ClickOutcome } from './clicks.ts';
import { interactionFields, namedChannel } from './interaction-payload.ts';
import { wireMessage } from './message-shapes.ts';
import type { Message } from './messages.ts';
import { issueResponseUrl } from './response-url-route.ts';
import type { Payload } from './deliveries.ts';
import type { Channel, Person, Shortcut } from './workspace.ts';
import type { World } from './world.ts';

/** Runs a global shortcut (docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload). */
export async function runGlobalShortcut(
  { callbackId }: Shortcut,
  person: Person,
  world: World,
): Promise<ClickOutcome> {
  const delivered = await world.deliveries.interaction({
    type: 'shortcut',
    ...sharedFields(callbackId, person, world),
    user: { id: person.id, username: person.name, team_id: world.workspace.team.id },
  });
  return outcomeOf(delivered);
}

/** Runs a shortcut of a message's menu (recordings/slack/MessageShortcutPayload.json). */
export async function runMessageShortcut(
  { callbackId }: Shortcut,
  message: Message,
  person: Person,
  channel: Channel,
  world: World,
): Promise<ClickOutcome> {
  const target = { kind: 'click', channel: channel.id, user: person.id, messageTs: message.ts } as const;
  const delivered = await world.deliveries.interaction({
    type: 'message_action',
    ...sharedFields(callbackId, person, world),
    user: { id: person.id, name: person.name, team_id: world.workspace.team.id },
    message_ts: message.ts,
    response_url: issueResponseUrl(target, world),
    channel: namedChannel(channel),
    message: wireMessage(message, world),
  });
  return outcomeOf(delivered);
}

/** Shortcuts do not tell the id of the app. */
function sharedFields(callbackId: string, person: Person, world: World): Payload {
  const { api_app_id: _untold, ...fields } = interactionFields(person, world);
  return {
    ...fields,
    callback_id: callbackId,
    trigger_id: world.triggers.issue(person.id),
    action_ts: world.timestamps(),
  };
}
