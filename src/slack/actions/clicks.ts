import type { AllMiddlewareArgs, BlockAction, ButtonAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import type { Person } from '../../domain/request/person.ts';
import type { Request } from '../../domain/request/request.ts';
import { REQUEST_ID } from '../../domain/request/request-id.ts';
import type { Gateway } from '../gateway.ts';
import { replyInView } from '../home/reply-in-view.ts';
import { answeringFailures, privateReply, type ReplyPrivately, WHO_ARE_YOU } from '../private-reply.ts';

export type ClickArgs = SlackActionMiddlewareArgs<BlockAction<ButtonAction>> & AllMiddlewareArgs;

/** A click on one of our buttons, checked as far as every button needs. */
export interface Click {
  readonly request: Request;
  readonly person: Person;
  readonly reply: ReplyPrivately;
  /** What follows the request's id in the button's value. */
  readonly rest: string;
  readonly body: BlockAction<ButtonAction>;
}

/** Acks a click, finds the request and who clicked, and hands both on. Whatever is missing is told privately. */
export function onClick(gateway: Gateway, act: (gateway: Gateway, click: Click) => Promise<void>) {
  return async ({ ack, action, body, respond }: ClickArgs): Promise<void> => {
    await ack();
    const reply =
      'response_url' in body ? privateReply(respond, gateway.logger) : replyInView(gateway, whoClicked(body));
    await answeringFailures(reply, gateway.logger, async () => {
      const [id = '', ...rest] = (action.value ?? '').split(' ');
      const request = REQUEST_ID.test(id) ? await gateway.requests.load(id) : undefined;
      if (!request)
        return reply('This request is no longer kept, so nothing was changed: ask anew with `/debug`.');
      const person = await gateway.people(body.user.id);
      if (!person) return reply(WHO_ARE_YOU);
      await act(gateway, { request, person, reply, rest: rest.join(' '), body });
    });
  };
}

/** Slack gives no response URL to clicks in a view (docs.slack.dev/reference/interaction-payloads/block_actions-payload). */
function whoClicked({ trigger_id: triggerId, user }: Pick<BlockAction, 'trigger_id' | 'user'>) {
  return { triggerId, slackId: user.id };
}
