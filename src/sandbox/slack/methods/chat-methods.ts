import { refuse } from '../answers.ts';
import type { Answer } from '../answers.ts';
import { knownChannel, writableChannel } from '../conversation-access.ts';
import { channelById, channelByIdOrName, isMember, personById } from '../directory.ts';
import { isEmpty, readContent } from '../message-content.ts';
import type { Content } from '../message-content.ts';
import { wireContent, wireMessage } from '../message-shapes.ts';
import type { Message } from '../messages.ts';
import { openDirectMessage } from '../membership.ts';
import type { MethodArguments } from '../method-arguments.ts';
import { edit, post, remove } from '../posting.ts';
import type { Edit } from '../posting.ts';
import { RATES } from '../rate-limits.ts';
import type { MethodTable } from '../web-api.ts';
import type { World } from '../world.ts';

const scopes = ['chat:write'];

/** chat.update refuses longer texts instead of cutting them (docs.slack.dev/reference/methods/chat.update). */
const UPDATE_TEXT_LIMIT = 4000;

export const chatMethods: MethodTable = {
  'chat.postMessage': { token: 'bot', scopes, rate: RATES.post, rateKey: channelOf, run: postMessage },
  'chat.postEphemeral': { token: 'bot', scopes, rate: RATES.tier4, run: postEphemeral },
  'chat.update': { token: 'bot', scopes, rate: RATES.tier3, run: update },
  'chat.delete': { token: 'bot', scopes, rate: RATES.tier3, run: deleteMessage },
  'chat.getPermalink': { token: 'bot', scopes: [], rate: RATES.special, run: getPermalink },
};

/** Posts are counted by channel, however it is named. */
function channelOf(call: MethodArguments, world: World): string {
  return placeOf(call, world) ?? '';
}

function postMessage(call: MethodArguments, world: World): Answer {
  const access = writableChannel(openedFor(placeOf(call, world), world), world);
  if (access.kind === 'refused') return access.answer;
  if (access.channel.isIm && world.manifest.messagesTab === 'off') return refuse('messages_tab_disabled');
  const read = readContent(call);
  if (read.kind === 'refused') return read.answer;
  if (isEmpty(read.content)) return refuse('no_text');
  const thread = threadOf(call, access.channel.id, world);
  if (thread.kind === 'refused') return thread.answer;
  const draft = { ...ownMessage(access.channel.id, read.content, world), ...thread.place };
  const message = post(draft, world);
  return { ok: true, channel: message.channel, ts: message.ts, message: wireMessage(message, world) };
}

function postEphemeral(call: MethodArguments, world: World): Answer {
  const access = writableChannel(placeOf(call, world), world);
  if (access.kind === 'refused') return access.answer;
  const user = call.text('user') ?? '';
  const person = personById(world.workspace, user);
  if (!person) return refuse('user_not_found');
  if (!isMember(access.channel, user) || person.isDeactivated) return refuse('user_not_in_channel');
  const read = readContent(call);
  if (read.kind === 'refused') return read.answer;
  if (isEmpty(read.content)) return refuse('no_text');
  const thread = threadOf(call, access.channel.id, world);
  if (thread.kind === 'refused') return thread.answer;
  const draft = { ...ownMessage(access.channel.id, read.content, world), ...thread.place, visibleTo: user };
  return { ok: true, message_ts: post(draft, world).ts };
}

function update(call: MethodArguments, world: World): Answer {
  const found = ownMessageOf(call, 'cant_update_message', world);
  if (found.kind === 'refused') return found.answer;
  if (channelById(world.workspace, found.message.channel)?.isArchived) return refuse('is_inactive');
  const read = readContent(call);
  if (read.kind === 'refused') return read.answer;
  const { content } = read;
  if (Array.from(call.text('text') ?? '').length > UPDATE_TEXT_LIMIT) return refuse('msg_too_long');
  if (isEmpty(content)) return refuse('no_text');
  edit(found.message, editFor(content), world, world.workspace.bot.botId);
  const { channel, ts, text } = found.message;
  return { ok: true, channel, ts, text, message: wireContent(found.message, world) };
}

/** Text without blocks removes the blocks; whatever else was not sent stays. */
function editFor({ text, blocks, attachments, metadata }: Content): Edit {
  const removesBlocks = blocks ? blocks.length === 0 : text !== undefined;
  return {
    ...(text === undefined ? {} : { text }),
    ...(removesBlocks ? { blocks: null } : blocks ? { blocks } : {}),
    ...(attachments ? { attachments: attachments.length > 0 ? attachments : null } : {}),
    ...(metadata === undefined ? {} : { metadata }),
  };
}

function deleteMessage(call: MethodArguments, world: World): Answer {
  const found = ownMessageOf(call, 'cant_delete_message', world);
  if (found.kind === 'refused') return found.answer;
  remove(found.message, world);
  return { ok: true, channel: found.message.channel, ts: found.message.ts };
}

function getPermalink(call: MethodArguments, world: World): Answer {
  const access = knownChannel(call.text('channel'), world);
  if (access.kind === 'refused') return access.answer;
  const message = world.messages.find(access.channel.id, call.text('message_ts') ?? '');
  if (!message) return refuse('message_not_found');
  const thread =
    message.threadTs === undefined ? '' : `?thread_ts=${message.threadTs}&cid=${message.channel}`;
  const permalink = `${world.url}/archives/${message.channel}/p${message.ts.replace('.', '')}${thread}`;
  return { ok: true, permalink, channel: message.channel };
}

/** Where to post: channels may be named here; in every other method only their ids count. */
function placeOf(call: MethodArguments, { workspace }: World): string | undefined {
  const named = call.text('channel');
  return named === undefined ? undefined : (channelByIdOrName(workspace, named)?.id ?? named);
}

/** A user id in place of a channel means the direct message with that person. */
function openedFor(target: string | undefined, world: World): string | undefined {
  const person = target === undefined ? undefined : personById(world.workspace, target);
  return person ? openDirectMessage(person.id, world).channel.id : target;
}

function ownMessage(channel: string, content: Content, { workspace }: World): Omit<Message, 'ts'> {
  const { text = '', blocks, attachments, metadata } = content;
  return {
    channel,
    user: workspace.bot.userId,
    fromBot: true,
    text,
    ...(blocks?.length ? { blocks } : {}),
    ...(attachments?.length ? { attachments } : {}),
    ...(metadata === undefined ? {} : { metadata }),
  };
}

type Thread = { kind: 'place'; place: { threadTs?: string } } | { kind: 'refused'; answer: Answer };

/** Where a reply goes: the thread's root, also when `thread_ts` names one of its replies. */
function threadOf(call: MethodArguments, channel: string, world: World): Thread {
  const threadTs = call.text('thread_ts');
  if (!threadTs) return { kind: 'place', place: {} };
  const target = world.messages.find(channel, threadTs);
  if (!target) return { kind: 'refused', answer: refuse('thread_not_found') };
  return { kind: 'place', place: { threadTs: target.threadTs ?? target.ts } };
}

type Own = { kind: 'message'; message: Message } | { kind: 'refused'; answer: Answer };

function ownMessageOf(call: MethodArguments, notOwn: string, world: World): Own {
  const access = knownChannel(call.text('channel'), world);
  if (access.kind === 'refused') return access;
  const message = world.messages.find(access.channel.id, call.text('ts') ?? '');
  if (!message) return { kind: 'refused', answer: refuse('message_not_found') };
  if (!message.fromBot || message.subtype !== undefined) return { kind: 'refused', answer: refuse(notOwn) };
  return { kind: 'message', message };
}
