import type { types } from '@slack/bolt';
import type { Request } from '../../domain/request/request.ts';
import { aboutRequest } from '../messages/about-request.ts';
import { FORM, form } from './form.ts';

/** Asks whoever reviews a broken glass afterwards for what they found. */
export function acknowledgeForm(request: Request): types.ModalView {
  return form({
    callbackId: FORM.acknowledge,
    title: 'Review of break-glass',
    submit: 'Acknowledge',
    about: { request: request.id, channel: request.place.channel },
    lead: `${aboutRequest(request)}\nYou say that you have looked at what was done; what ran stands in its thread.`,
    label: 'Note',
    hint: 'What you found, or what follows from it. The card keeps it.',
    required: false,
  });
}
