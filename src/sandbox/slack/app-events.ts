import { channelById, isMember } from './directory.ts';
import { wireMessage } from './message-shapes.ts';
import type { Message } from './messages.ts';
import { randomId } from './random-ids.ts';
import { wireView } from './views/view-shape.ts';
import type { Channel } from './workspace.ts';
import type { World } from './world.ts';

type Event = { type: string; [key: string]: unknown };

/** What each kind of conversation is called in events, and the scope without which Slack sends none. */
const KINDS = {
  im: { subscription: 'message.im', scope: 'im:history' },
  group: { subscription: 'message.groups', scope: 'groups:history' },
  channel: { subscription: 'message.channels', scope: 'channels:history' },
} as const;

/** Tells a subscribed app of a new message, and of being mentioned in it. */
export function announcePosted(message: Message, world: World): void {
  const subtype = message.files ? { subtype: 'file_share' } : {};
  announceMessage(
    { ...wireMessage(message, world), ...subtype, ts: message.ts, event_ts: message.ts },
    message,
    world,
  );
  const { bot } = world.workspace;
  if (message.fromBot || !message.text.includes(`<@${bot.userId}>`)) return;
  const channel = heardChannel(message.channel, world);
  if (!channel || !isGranted('app_mention', 'app_mentions:read', world)) return;
  const event = wireMessage(message, world);
  send({ ...event, type: 'app_mention', channel: channel.id, event_ts: message.ts }, world);
}

/** Tells a subscribed app that a message was edited (recordings/slack/MessageChangedPayload.json). */
export function announceChanged(message: Message, before: Message, world: World): void {
  const ts = world.timestamps();
  const change = {
    subtype: 'message_changed',
    message: wireMessage(message, world),
    previous_message: wireMessage(before, world),
    hidden: true,
    ts,
    event_ts: ts,
  };
  announceMessage(change, message, world);
}

/** Tells a subscribed app that a message is gone (recordings/slack/MessageDeletedPayload.json). */
export function announceDeleted(before: Message, world: World): void {
  const ts = world.timestamps();
  const previous = wireMessage(before, world);
  const change = {
    subtype: 'message_deleted',
    previous_message: previous,
    deleted_ts: before.ts,
    hidden: true,
  };
  announceMessage({ ...change, ts, event_ts: ts }, before, world);
}

/** Tells a subscribed app who joined or left a channel that the bot is in. */
export function announceMembership(
  kind: 'joined' | 'left',
  userId: string,
  channel: Channel,
  world: World,
): void {
  const type = kind === 'joined' ? 'member_joined_channel' : 'member_left_channel';
  const scope = channel.isPrivate ? 'groups:read' : 'channels:read';
  if (!heardChannel(channel.id, world) || !isGranted(type, scope, world)) return;
  const channelType = channel.isPrivate ? 'G' : 'C';
  const ts = world.timestamps();
  const team = world.workspace.team.id;
  send({ type, user: userId, channel: channel.id, channel_type: channelType, team, event_ts: ts }, world);
}

/** Tells a subscribed app that a person looks at its Home or Messages tab (recordings/slack/AppHomeOpenedPayload.json). */
export function announceHomeOpened(
  userId: string,
  tab: 'home' | 'messages',
  channel: Channel,
  world: World,
): void {
  if (!world.manifest.events.includes('app_home_opened')) return;
  const home = world.views.homeOf(userId);
  const view = tab === 'home' && home ? { view: wireView(home, world) } : {};
  const event_ts = world.timestamps();
  send({ type: 'app_home_opened', user: userId, channel: channel.id, tab, event_ts, ...view }, world);
}

function announceMessage(fields: Record<string, unknown>, about: Message, world: World): void {
  const channel = heardChannel(about.channel, world);
  if (!channel) return;
  const kind = kindOf(channel);
  if (!isGranted(KINDS[kind].subscription, KINDS[kind].scope, world)) return;
  send({ ...fields, type: 'message', channel: channel.id, channel_type: kind }, world);
}

function kindOf(channel: Channel): keyof typeof KINDS {
  if (channel.isIm) return 'im';
  return channel.isPrivate ? 'group' : 'channel';
}

/** An app hears only what happens where its bot is a member. */
function heardChannel(id: string, { workspace }: World): Channel | undefined {
  const channel = channelById(workspace, id);
  return channel && isMember(channel, workspace.bot.userId) ? channel : undefined;
}

function isGranted(subscription: string, scope: string, { manifest }: World): boolean {
  return manifest.events.includes(subscription) && manifest.scopes.includes(scope);
}

function send(event: Event, world: World): void {
  const { workspace, credentials, now, deliveries } = world;
  const authorization = {
    enterprise_id: null,
    team_id: workspace.team.id,
    user_id: workspace.bot.userId,
    is_bot: true,
    is_enterprise_install: false,
  };
  deliveries.event({
    token: credentials.verificationToken,
    team_id: workspace.team.id,
    context_team_id: workspace.team.id,
    context_enterprise_id: null,
    api_app_id: workspace.bot.appId,
    event,
    type: 'event_callback',
    event_id: randomId('Ev', 10),
    event_time: Math.floor(now() / 1000),
    authorizations: [authorization],
    is_ext_shared_channel: false,
    event_context: `4-${randomId('', 20)}`,
  });
}
