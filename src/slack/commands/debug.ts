import type { AllMiddlewareArgs, SlackCommandMiddlewareArgs, SlashCommand } from '@slack/bolt';
import { type CommandLine, readCommandLine } from '../../domain/asking/command-line.ts';
import type { Invalid } from '../../domain/asking/command-line-invalid.ts';
import type { Place } from '../../domain/request/request.ts';
import { requestIdFrom } from '../../domain/request/request-id.ts';
import { askFor } from '../ask-for.ts';
import { openBuilder, type Opening } from '../builder/open-builder.ts';
import type { Gateway } from '../gateway.ts';
import type { Message } from '../messages/blocks.ts';
import { help } from '../messages/help.ts';
import { HOLDS_A_SECRET } from '../messages/not-taken.ts';
import { notUnderstood } from '../messages/not-understood.ts';
import { shownHere } from '../messages/shown-here.ts';
import { answeringFailures, privateReply, type ReplyPrivately } from '../private-reply.ts';
import { publicReply, type ReplyAloud } from '../public-reply.ts';
import { asTyped } from '../text.ts';
import { again } from './again.ts';
import { end } from './end.ts';
import { freeze, unfreeze } from './freeze.ts';
import { inquire } from './inquire.ts';
import { list } from './list.ts';
import { showPolicy } from './show-policy.ts';
import { transcript } from './transcript.ts';

/** `/debug …`: acked at once, then read; an ask becomes a request whose card the channel gets when it was looked into. */
export function debugCommand(gateway: Gateway) {
  return async ({ ack, command, respond }: SlackCommandMiddlewareArgs & AllMiddlewareArgs): Promise<void> => {
    await ack();
    const reply = privateReply(respond, gateway.logger);
    await answeringFailures(reply, gateway.logger, async () => {
      const typed = asTyped(command.text ?? '');
      if (typed.trim() === '') return openBuilder(gateway, openingOf(command, reply));
      // Before anything keeps or shows it: the card would carry a secret to everybody in the channel.
      const { count } = await gateway.redactor.redact(typed);
      if (count > 0) return reply(HOLDS_A_SECRET);
      const line = readCommandLine(typed);
      if (line.kind === 'invalid') return reply(notUnderstood(line.sentence, typed));
      const aloud = publicReply(respond, gateway.logger);
      const { user_id: slackId } = command;
      const here = line.kind !== 'ask' && line.here === true;
      const id = requestIdFrom(command.trigger_id);
      await obey(gateway, line, {
        slackId,
        place: { team: command.team_id, channel: command.channel_id },
        channelName: command.channel_name,
        id,
        responseUrl: command.response_url,
        reply,
        aloud,
        show: async (message) => {
          if (!here) return reply(message);
          if (await gateway.once.first(`shown ${id}`)) await aloud(shownHere(message, slackId));
        },
      });
    });
  };
}

/** `/debug` alone opens a form to fill in. */
function openingOf(command: SlashCommand, reply: ReplyPrivately): Opening {
  const { team_id: team, channel_id: channel, response_url: responseUrl } = command;
  return {
    triggerId: command.trigger_id,
    slackId: command.user_id,
    about: { team, channel, responseUrl, found: [], turn: 0 },
    reply,
  };
}

/** What a command came with, and the ways to answer it. */
interface Typed {
  readonly slackId: string;
  readonly place: Place;
  readonly channelName: string;
  /** Told from Slack's trigger, so a redelivery does nothing twice. */
  readonly id: string;
  readonly responseUrl: string;
  readonly reply: ReplyPrivately;
  readonly aloud: ReplyAloud;
  /** An answer for whoever typed or, if they said so, for everybody there. */
  readonly show: (message: Message) => Promise<void>;
}

function obey(gateway: Gateway, line: Exclude<CommandLine, Invalid>, typed: Typed): Promise<void> {
  const { place, channelName, reply } = typed;
  switch (line.kind) {
    case 'help':
      return reply(help());
    case 'ask':
      return askFor(gateway, { ask: line.ask, ...typed });
    case 'again':
      return again(gateway, { requestId: line.requestId, ...typed });
    case 'inquiry':
      return inquire(gateway, { ...line, ...typed, channel: place.channel });
    case 'list':
      return list(gateway, typed);
    case 'transcript':
      return transcript(gateway, {
        of: line.of,
        ...typed,
        channel: { id: place.channel, name: channelName },
      });
    case 'end':
      return end(gateway, { requestId: line.requestId, ...typed });
    case 'policy':
    case 'images':
      return showPolicy(gateway, { ...line, ...typed });
    case 'freeze':
      return freeze(gateway, { ...line, ...typed });
    case 'unfreeze':
      return unfreeze(gateway, typed);
  }
}
