import type { AllMiddlewareArgs, SlackCommandMiddlewareArgs } from '@slack/bolt';
import { readCommandLine } from '../../domain/command-line.ts';
import { requestIdFrom } from '../../domain/request-id.ts';
import { askFor } from '../ask-for.ts';
import type { Gateway } from '../gateway.ts';
import { help } from '../messages/help.ts';
import { answeringFailures, privateReply } from '../private-reply.ts';
import { asTyped } from '../text.ts';

/** `/debug …`: acked at once, then read; an ask becomes a request whose card the channel gets when it was looked into. */
export function debugCommand(gateway: Gateway) {
  return async ({ ack, command, respond }: SlackCommandMiddlewareArgs & AllMiddlewareArgs): Promise<void> => {
    await ack();
    const reply = privateReply(respond, gateway.logger);
    await answeringFailures(reply, gateway.logger, async () => {
      const line = readCommandLine(asTyped(command.text ?? ''));
      switch (line.kind) {
        case 'help':
          return reply(help());
        case 'invalid':
          return reply(line.sentence);
        case 'ask':
          return askFor(gateway, {
            ask: line.ask,
            slackId: command.user_id,
            place: { team: command.team_id, channel: command.channel_id },
            id: requestIdFrom(command.trigger_id),
            responseUrl: command.response_url,
            reply,
          });
      }
    });
  };
}
