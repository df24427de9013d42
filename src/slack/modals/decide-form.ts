import type { types } from '@slack/bolt';
import type { Request } from '../../domain/request/request.ts';
import { aboutRequest } from '../messages/about-request.ts';
import { FORM, form } from './form.ts';

/** Asks whoever decides why: an approval where the rule wants that, a denial always, as its requester wants to know. */
export function decideForm(request: Request, decision: 'approve' | 'deny'): types.ModalView {
  const required = request.plan?.grant.requireReason.includes(decision) ?? false;
  const denials = request.plan?.grant.denials ?? 1;
  const [verb, hint] =
    decision === 'approve'
      ? ['Approve', 'The card keeps it.']
      : [
          'Deny',
          denials > 1
            ? `${denials} denials end a request. The card keeps what you write.`
            : 'This ends the request for everybody. The card keeps what you write.',
        ];
  return form({
    callbackId: FORM.decide,
    title: `${verb} this request`,
    submit: verb,
    about: { request: request.id, channel: request.place.channel, decision },
    lead: aboutRequest(request),
    label: 'Why?',
    hint,
    required,
  });
}
