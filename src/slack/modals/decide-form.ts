import type { types } from '@slack/bolt';
import type { Request } from '../../domain/request/request.ts';
import { aboutRequest } from '../messages/about-request.ts';
import { FORM, form } from './form.ts';

/** Which part of a request is decided on; neither: the request itself. */
export interface DecidedPart {
  /** The index of a run that waits for review. */
  readonly run?: number | undefined;
  /** The index of an extension that does. */
  readonly extension?: number | undefined;
}

/** What that is called. */
export function nameOf({ run, extension }: DecidedPart): 'request' | 'command' | 'extension' {
  if (extension !== undefined) return 'extension';
  return run === undefined ? 'request' : 'command';
}

/** Asks whoever decides why: an approval where the rule wants that, a denial always, as its requester wants to know. */
export function decideForm(
  request: Request,
  decision: 'approve' | 'deny',
  { run, extension }: DecidedPart = {},
): types.ModalView {
  const what = nameOf({ run, extension });
  const where = what === 'request' ? 'card' : 'thread';
  const required = request.plan?.grant.requireReason.includes(decision) ?? false;
  const denials = request.plan?.grant.denials ?? 1;
  const [verb, hint] =
    decision === 'approve'
      ? ['Approve', `The ${where} keeps it.`]
      : [
          'Deny',
          denials > 1
            ? `${denials} denials end a ${what}. The ${where} keeps what you write.`
            : `This ends the ${what} for everybody. The ${where} keeps what you write.`,
        ];
  return form({
    callbackId: FORM.decide,
    title: `${verb} this ${what}`,
    submit: verb,
    about: {
      request: request.id,
      channel: request.place.channel,
      decision,
      ...(run !== undefined && { run }),
      ...(extension !== undefined && { extension }),
    },
    lead: aboutRequest(request, run),
    label: 'Why?',
    hint,
    required,
  });
}
