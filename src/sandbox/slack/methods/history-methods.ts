import { refuse } from '../answers.ts';
import type { Answer } from '../answers.ts';
import { joinedChannel, refuseKind } from '../conversation-access.ts';
import type { Access } from '../conversation-access.ts';
import { wireMessage } from '../message-shapes.ts';
import type { Message } from '../messages.ts';
import type { MethodArguments } from '../method-arguments.ts';
import { pageOf } from '../paging.ts';
import { RATES } from '../rate-limits.ts';
import type { MethodTable } from '../web-api.ts';
import type { World } from '../world.ts';

const scopes = ['channels:history', 'groups:history', 'im:history', 'mpim:history'];

/** Methods that read what was said. Nothing ephemeral is ever among it. */
export const historyMethods: MethodTable = {
  'conversations.history': { token: 'bot', scopes, rate: RATES.tier3, run: history },
  'conversations.replies': { token: 'bot', scopes, rate: RATES.tier3, run: replies },
};

/** Roots, newest first (recordings/slack/conversations.history.json). */
function history(call: MethodArguments, world: World): Answer {
  const access = readable(call, world);
  if (access.kind === 'refused') return access.answer;
  const roots = world.messages.recordOf(access.channel.id).filter((m) => (m.threadTs ?? m.ts) === m.ts);
  return paged(roots.filter((m) => isWithin(m.ts, call)).reverse(), call, world);
}

/** The root and then its replies, oldest first; any message of the thread names it. */
function replies(call: MethodArguments, world: World): Answer {
  const access = readable(call, world);
  if (access.kind === 'refused') return access.answer;
  const named = world.messages.find(access.channel.id, call.text('ts') ?? '');
  const root = named && world.messages.find(access.channel.id, named.threadTs ?? named.ts);
  if (!root) return refuse('thread_not_found');
  const inRange = world.messages.repliesTo(root).filter((message) => isWithin(message.ts, call));
  return paged([root, ...inRange], call, world);
}

function paged(messages: Message[], call: MethodArguments, world: World): Answer {
  const page = pageOf(messages, call.text('cursor'), call.integer('limit', 100, 999));
  if (!page) return refuse('invalid_cursor');
  return {
    ok: true,
    messages: page.items.map((message) => wireMessage(withMetadata(message, call), world)),
    has_more: page.next !== '',
    ...(page.next === '' ? {} : { response_metadata: { next_cursor: page.next } }),
  };
}

/** Metadata is told only to who asks for it with `include_all_metadata`. */
function withMetadata(message: Message, call: MethodArguments): Message {
  if (call.flag('include_all_metadata')) return message;
  const { metadata: _metadata, ...plain } = message;
  return plain;
}

function readable(call: MethodArguments, world: World): Access {
  const access = joinedChannel(call.text('channel'), world);
  if (access.kind === 'refused') return access;
  const refusal = refuseKind(access.channel, 'history', world);
  return refusal ? { kind: 'refused', answer: refusal } : access;
}

/** Between `oldest` and `latest`, which count only with `inclusive`. Timestamps have the same length and compare as text. */
function isWithin(ts: string, call: MethodArguments): boolean {
  const oldest = call.text('oldest');
  const latest = call.text('latest');
  const isInclusive = call.flag('inclusive');
  if (oldest && Number(oldest) > 0 && (isInclusive ? ts < oldest : ts <= oldest)) return false;
  return !latest || (isInclusive ? ts <= latest : ts < latest);
}
