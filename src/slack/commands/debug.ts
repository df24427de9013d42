import type { AllMiddlewareArgs, SlackCommandMiddlewareArgs } from '@slack/bolt';
import { readCommandLine } from '../../domain/asking/command-line.ts';
import { requestIdFrom } from '../../domain/request/request-id.ts';
import { askFor } from '../ask-for.ts';
import type { Gateway } from '../gateway.ts';
import { help } from '../messages/help.ts';
import { notUnderstood } from '../messages/not-understood.ts';
import { answeringFailures, privateReply } from '../private-reply.ts';
import { publicReply } from '../public-reply.ts';
import { asTyped } from '../text.ts';
import { end } from './end.ts';
import { freeze, unfreeze } from './freeze.ts';
import { inquire } from './inquire.ts';
import { showPolicy } from './show-policy.ts';

const HOLDS_A_SECRET =
  'What you typed holds what looks like a secret, so I did not take it: read the secret from a file or a variable in the pod instead.';

/** `/debug …`: acked at once, then read; an ask becomes a request whose card the channel gets when it was looked into. */
export function debugCommand(gateway: Gateway) {
  return async ({ ack, command, respond }: SlackCommandMiddlewareArgs & AllMiddlewareArgs): Promise<void> => {
    await ack();
    const reply = privateReply(respond, gateway.logger);
    await answeringFailures(reply, gateway.logger, async () => {
      const typed = asTyped(command.text ?? '');
      // Before anything keeps or shows it: the card would carry a secret to everybody in the channel.
      const { count } = await gateway.redactor.redact(typed);
      if (count > 0) return reply(HOLDS_A_SECRET);
      const line = readCommandLine(typed);
      const { user_id: slackId } = command;
      switch (line.kind) {
        case 'help':
          return reply(help());
        case 'invalid':
          return reply(notUnderstood(line.sentence, typed));
        case 'ask':
          return askFor(gateway, {
            ask: line.ask,
            slackId,
            place: { team: command.team_id, channel: command.channel_id },
            id: requestIdFrom(command.trigger_id),
            responseUrl: command.response_url,
            reply,
          });
        case 'inquiry':
          return inquire(gateway, {
            about: line.about,
            requestId: line.requestId,
            slackId,
            channel: command.channel_id,
            id: requestIdFrom(command.trigger_id),
            responseUrl: command.response_url,
            reply,
          });
        case 'end':
          return end(gateway, { requestId: line.requestId, slackId, reply });
        case 'policy':
          return showPolicy(gateway, { ...line, slackId, reply });
        case 'freeze':
          return freeze(gateway, { ...line, slackId, reply, aloud: publicReply(respond, gateway.logger) });
        case 'unfreeze':
          return unfreeze(gateway, { slackId, reply, aloud: publicReply(respond, gateway.logger) });
      }
    });
  };
}
