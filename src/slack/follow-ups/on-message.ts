import type { AllMiddlewareArgs, SlackEventMiddlewareArgs } from '@slack/bolt';
import { MOST_RUNS } from '../../domain/request/follow-up-steps.ts';
import { visible } from '../../domain/request/review-text.ts';
import { sentenceMessage, tellPrivately } from '../delivery/tell-privately.ts';
import type { Gateway } from '../gateway.ts';
import { section } from '../messages/blocks.ts';
import { HOLDS_A_SECRET } from '../messages/not-taken.ts';
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

/** How many of the commands that were not run for one reason are named. */
const MOST_NAMED = 5;

function tooMany(commands: number): string {
  return `These are ${commands} commands, and a session has ${MOST_RUNS} at the most, so I ran none of them: write fewer.`;
}

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
    await answeringFailures(answer, gateway.logger, () =>
      takeCommands(gateway, reply, toldOnce(gateway, reply, answer)),
    );
  };
}

async function takeCommands(gateway: Gateway, reply: Reply, answer: ReplyPrivately): Promise<void> {
  const { channel, thread, ts, slackId, commands } = reply;
  const id = await gateway.threads.requestOf(channel, thread);
  const request = id === undefined ? undefined : await gateway.requests.load(id);
  if (!request) return;
  if (commands.every(({ text }) => text === 'help')) return answer(HOW);
  if (commands.length > MOST_RUNS) return answer(tooMany(commands.length));
  const person = await gateway.people(slackId);
  if (!person) return answer(WHO_ARE_YOU);
  const refused = new Map<string, string[]>();
  for (const { line, text } of commands) {
    const sentence = await askRun(gateway, { request, person, text, origin: `message ${ts} ${line}` });
    if (sentence === undefined) continue;
    // A secret is not told once more.
    const which = sentence === HOLDS_A_SECRET ? `Line ${line + 1}` : code(shortened(visible(text), 80));
    refused.set(sentence, [...(refused.get(sentence) ?? []), which]);
  }
  if (refused.size === 0) return;
  const lines = [...refused].map(([sentence, which]) => `${named(which)}: ${escaped(sentence)}`);
  await answer({ text: 'I did not run all that you wrote.', blocks: [section(lines.join('\n'))] });
}

/** The commands that one sentence is about. */
function named(which: readonly string[]): string {
  const more = which.length - MOST_NAMED;
  return `${which.slice(0, MOST_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
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

/** What was taken is known by its origin; of what was not, nothing else tells that Slack told of this message before. */
function toldOnce({ once }: Gateway, { channel, ts }: Reply, answer: ReplyPrivately): ReplyPrivately {
  return async (message) => {
    if (await once.first(`told ${channel} ${ts}`)) await answer(message);
  };
}

/** Answers in the thread, for whoever wrote alone. */
function privately(gateway: Gateway, { channel, slackId, thread }: Reply): ReplyPrivately {
  return (answer) =>
    tellPrivately(
      gateway,
      { channel, slackId, thread },
      typeof answer === 'string' ? sentenceMessage(answer) : answer,
    );
}
