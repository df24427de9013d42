import type { AllMiddlewareArgs, SlackEventMiddlewareArgs } from '@slack/bolt';
import { messageOf } from '../../errors.ts';
import type { Gateway } from '../gateway.ts';
import { section } from '../messages/blocks.ts';
import { answeringFailures, type ReplyPrivately, WHO_ARE_YOU } from '../private-reply.ts';
import { code, escaped, shortened } from '../text.ts';
import { askRun } from './ask-run.ts';
import { type TypedCommand, typedCommands } from './typed-commands.ts';

/** A reply that a person wrote in a thread. */
interface Reply {
  readonly channel: string;
  readonly thread: string;
  readonly ts: string;
  readonly slackId: string;
  readonly commands: readonly TypedCommand[];
}

const HOW =
  'Write a command for the open session on a line that begins with `$ `, such as `$ ps aux`. Each line is a command, and they run in order.';

/**
 * Takes the commands that people write in the thread of a card; of all else that they write nothing is kept or answered. Slack
 * tells of a mention as a message, too, so messages alone are listened to.
 */
export function threadMessage(gateway: Gateway) {
  return async ({
    event,
    context,
  }: SlackEventMiddlewareArgs<'message'> & AllMiddlewareArgs): Promise<void> => {
    const reply = replyIn(event, context.botUserId);
    if (!reply) return;
    const answer = privately(gateway, reply);
    await answeringFailures(answer, gateway.logger, () => takeCommands(gateway, reply, answer));
  };
}

async function takeCommands(gateway: Gateway, reply: Reply, answer: ReplyPrivately): Promise<void> {
  const { channel, thread, ts, slackId, commands } = reply;
  const id = await gateway.threads.requestOf(channel, thread);
  const request = id === undefined ? undefined : await gateway.requests.load(id);
  if (!request) return;
  if (commands.every(({ text }) => text === 'help')) return answer(HOW);
  const person = await gateway.people(slackId);
  if (!person) return answer(WHO_ARE_YOU);
  const refused: string[] = [];
  for (const { line, text } of commands) {
    const sentence = await askRun(gateway, { request, person, text, origin: `message ${ts} ${line}` });
    if (sentence !== undefined) refused.push(`${code(shortened(text, 80))}: ${escaped(sentence)}`);
  }
  if (refused.length === 0) return;
  const blocks = [section(refused.join('\n'))];
  await answer({ text: 'I did not run what you wrote.', blocks });
}

/** Undefined for whatever is not a person's new reply with a command in it: edits, joins, broadcasts, bots, the card itself. */
function replyIn(
  event: SlackEventMiddlewareArgs<'message'>['event'],
  bot: string | undefined,
): Reply | undefined {
  if (event.subtype !== undefined && event.subtype !== 'file_share') return undefined;
  if (('bot_id' in event && event.bot_id !== undefined) || event.user === undefined) return undefined;
  const { channel, ts, thread_ts: thread, user: slackId, text = '' } = event;
  if (thread === undefined || thread === ts) return undefined;
  const commands = typedCommands(text, bot);
  return commands.length === 0 ? undefined : { channel, thread, ts, slackId, commands };
}

/** Answers in the thread, for whoever wrote alone. */
function privately(gateway: Gateway, { channel, slackId, thread }: Reply): ReplyPrivately {
  return async (answer) => {
    const message =
      typeof answer === 'string' ? { text: answer, blocks: [section(escaped(answer))] } : answer;
    try {
      const told = await gateway.slack.postPrivately(channel, slackId, message, thread);
      if (told.kind === 'refused') gateway.logger.warn({ error: told.error }, 'private reply not delivered');
    } catch (error) {
      gateway.logger.warn({ error: messageOf(error) }, 'private reply not delivered');
    }
  };
}
