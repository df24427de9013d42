import { click } from './clicks.ts';
import { isMember, personById } from './directory.ts';
import type { EventStreams } from './event-stream.ts';
import { json } from './http.ts';
import type { HttpReply, HttpRequest, Route } from './http.ts';
import { setMembership } from './membership.ts';
import { personMessage } from './message-shapes.ts';
import { linkMentions } from './mrkdwn-escape.ts';
import { refusePerson } from './person-answers.ts';
import { actingIn, argumentsOf, clickReply, useOf } from './person-requests.ts';
import type { Acting } from './person-requests.ts';
import { post } from './posting.ts';
import { randomUUID } from 'node:crypto';
import { runSlashCommand } from './slash-commands.ts';
import type { Channel, Person } from './workspace.ts';
import type { World } from './world.ts';

/** The API by which the page, the demo and tests act as the people of the workspace. */
export function personRoutes(world: World, streams: EventStreams): Route[] {
  const people = '/sandbox/api/people/:userId';
  return [
    { method: 'GET', pattern: '/sandbox/api/workspace', handle: () => json(workspaceView(world)) },
    { method: 'GET', pattern: `${people}/events`, handle: (request) => openStream(request, streams, world) },
    {
      method: 'GET',
      pattern: `${people}/channels/:channelId/messages`,
      handle: (request) => read(request, world),
    },
    {
      method: 'POST',
      pattern: `${people}/channels/:channelId/membership`,
      handle: (r) => changeMembership(r, world),
    },
    { method: 'POST', pattern: `${people}/type`, handle: (request) => type(request, world) },
    { method: 'POST', pattern: `${people}/click`, handle: (request) => press(request, world) },
  ];
}

function workspaceView({ workspace, manifest, panelTitle }: World): object {
  const { team, bot, people, channels, userGroups } = workspace;
  return {
    ok: true,
    team: { id: team.id, name: team.name },
    bot: { userId: bot.userId, name: bot.name, appName: bot.appName },
    people,
    channels: channels.map(({ purpose: _purpose, ...channel }) => channel),
    userGroups: userGroups.map(({ id, handle, name, users }) => ({ id, handle, name, users })),
    commands: manifest.commands,
    shortcuts: manifest.shortcuts,
    homeTab: manifest.homeTab,
    messagesTab: manifest.messagesTab,
    ...(panelTitle === undefined ? {} : { panel: { title: panelTitle } }),
  };
}

function openStream(request: HttpRequest, streams: EventStreams, world: World): HttpReply {
  const person = personById(world.workspace, request.params['userId'] ?? '');
  if (!person) return refusePerson('unknown_person');
  return { kind: 'stream', open: (response) => streams.open(response, person.id, world) };
}

function read(request: HttpRequest, world: World): HttpReply {
  const found = actingIn(request.params['userId'], request.params['channelId'], world);
  if (found.kind === 'refused') return found.reply;
  const { person, channel } = found.acting;
  const messages = world.messages.visibleIn(channel.id, person.id);
  return json({ ok: true, messages: messages.map((message) => personMessage(message, world)) });
}

async function changeMembership(request: HttpRequest, world: World): Promise<HttpReply> {
  const call = await argumentsOf(request);
  const found = actingIn(request.params['userId'], request.params['channelId'], world);
  if (found.kind === 'refused') return found.reply;
  const { person, channel } = found.acting;
  const who = call.text('who') ?? person.id;
  const isKnown = who === world.workspace.bot.userId || personById(world.workspace, who) !== undefined;
  if (!isKnown) return refusePerson('unknown_person');
  if (channel.isIm) return refusePerson('invalid_arguments', 'Nobody joins or leaves a direct message.');
  if (!call.has('member'))
    return refusePerson('invalid_arguments', 'Say whether to join with "member": true or false.');
  if (who !== person.id && !isMember(channel, person.id)) return refusePerson('not_in_channel');
  setMembership(channel, who, call.flag('member'), world);
  return json({ ok: true });
}

async function type(request: HttpRequest, world: World): Promise<HttpReply> {
  const call = await argumentsOf(request);
  const found = actingIn(request.params['userId'], call.text('channel'), world);
  if (found.kind === 'refused') return found.reply;
  const { person, channel } = found.acting;
  const text = call.text('text') ?? '';
  const threadTs = call.text('threadTs');
  if (text.trim() === '') return refusePerson('no_text');
  if (!isMember(channel, person.id)) return refusePerson('not_in_channel');
  if (channel.isArchived) return refusePerson('is_archived');
  if (channel.isIm && world.manifest.messagesTab !== 'writable') return refusePerson('messages_off');
  if (text.startsWith('/')) {
    return threadTs
      ? refusePerson('command_not_allowed_in_thread')
      : typeCommand(text, person, channel, world);
  }
  return say(text, threadTs, found.acting, world);
}

function say(
  text: string,
  threadTs: string | undefined,
  { person, channel }: Acting,
  world: World,
): HttpReply {
  const root = threadTs ? world.messages.find(channel.id, threadTs) : undefined;
  if (threadTs && !root) return refusePerson('thread_not_found');
  const message = post(
    {
      channel: channel.id,
      user: person.id,
      fromBot: false,
      text: linkMentions(text, world.workspace),
      clientMsgId: randomUUID(),
      ...(root ? { threadTs: root.threadTs ?? root.ts } : {}),
    },
    world,
  );
  return json({ ok: true, ts: message.ts });
}

async function typeCommand(text: string, person: Person, channel: Channel, world: World): Promise<HttpReply> {
  const outcome = await runSlashCommand(text, person, channel, world);
  if (outcome.kind === 'unknown')
    return refusePerson('unknown_command', `${outcome.command} is not a valid command.`);
  if (outcome.kind === 'failed') return refusePerson(outcome.error);
  return json({ ok: true, ...(outcome.response === undefined ? {} : { ack: outcome.response }) });
}

async function press(request: HttpRequest, world: World): Promise<HttpReply> {
  const call = await argumentsOf(request);
  const found = actingIn(request.params['userId'], call.text('channel'), world);
  if (found.kind === 'refused') return found.reply;
  const { person, channel } = found.acting;
  const message = world.messages.findVisible(channel.id, call.text('ts') ?? '', person.id);
  if (!message) return refusePerson('message_not_found');
  return clickReply(await click(useOf(call), message, person, channel, world));
}
