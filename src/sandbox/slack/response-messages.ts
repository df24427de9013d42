import { refuse } from './answers.ts';
import type { Answer } from './answers.ts';
import { isRecord } from './body-values.ts';
import type { Values } from './body-values.ts';
import { isEmpty, readContent } from './message-content.ts';
import type { Content } from './message-content.ts';
import type { Message } from './messages.ts';
import { MethodArguments } from './method-arguments.ts';
import { edit, post, remove } from './posting.ts';
import type { ResponseTarget } from './response-urls.ts';
import type { World } from './world.ts';

/**
 * Does what a response_url was told: by default a new message that only the asker sees; `in_channel`, `replace_original`
 * and `delete_original` as at Slack. A slash command has no original, so there both are without effect.
 */
export function respond(values: Values, target: ResponseTarget, world: World): Answer {
  const call = new MethodArguments(values);
  const original = originalOf(target, world);
  if (call.flag('delete_original') && target.kind === 'click') {
    if (!original) return refuse('message_not_found');
    remove(original, world);
    return { ok: true };
  }
  const read = readContent(call);
  if (read.kind === 'refused') return read.answer;
  if (isEmpty(read.content)) return refuse('no_text');
  if (call.flag('replace_original') && target.kind === 'click') {
    if (!original) return refuse('message_not_found');
    replace(original, read.content, world);
    return { ok: true };
  }
  postResponse(read.content, call, target, world);
  return { ok: true };
}

/** Shows what a slash command was acknowledged with, if anything; the answer tells what is wrong with it. */
export function showAcknowledgement(response: unknown, target: ResponseTarget, world: World): Answer {
  const values = typeof response === 'string' ? { text: response } : response;
  if (!isRecord(values) || !['text', 'blocks', 'attachments'].some((key) => values[key])) return { ok: true };
  return respond(values, target, world);
}

function originalOf(target: ResponseTarget, world: World): Message | undefined {
  if (target.messageTs === undefined) return undefined;
  return world.messages.findVisible(target.channel, target.messageTs, target.user);
}

function replace(original: Message, content: Content, world: World): void {
  const { text = '', blocks, attachments } = content;
  edit(
    original,
    { text, blocks: blocks?.length ? blocks : null, attachments: attachments?.length ? attachments : null },
    world,
  );
}

function postResponse(content: Content, call: MethodArguments, target: ResponseTarget, world: World): void {
  const { text = '', blocks, attachments } = content;
  const threadTs = call.text('thread_ts');
  post(
    {
      channel: target.channel,
      user: world.workspace.bot.userId,
      fromBot: true,
      text,
      ...(blocks?.length ? { blocks } : {}),
      ...(attachments?.length ? { attachments } : {}),
      ...(threadTs ? { threadTs } : {}),
      ...(call.text('response_type') === 'in_channel' ? {} : { visibleTo: target.user }),
    },
    world,
  );
}
