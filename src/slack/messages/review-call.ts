import type { Mentions } from '../../domain/policy/people.ts';
import { wantsReview } from '../../domain/request/break-glass.ts';
import type { Request } from '../../domain/request/request.ts';
import { context, type Message, section } from './blocks.ts';
import { acknowledgeButton, GLASS_ICON } from './glass.ts';
import { calledOn } from './mentions.ts';

/** Calls on whoever may review a broken glass that is over. Undefined where no review is wanted. */
export function reviewCall(request: Request, called: Mentions): Message | undefined {
  if (!wantsReview(request)) return undefined;
  return {
    text: `A break-glass session of ${request.requester.name} waits for review`,
    blocks: [
      section(
        `${GLASS_ICON} ${calledOn(called)}: this break-glass session waits for review: look at what ran, then acknowledge it.`,
      ),
      ...acknowledgeButton(request),
    ],
  };
}

/** What is left of such a call once another followed or the review is done. */
export function calledBefore(): Message {
  const text = 'A review of this break-glass session was asked for.';
  return { text, blocks: [context(`_${text}_`)] };
}
