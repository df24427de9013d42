import type { Mentions } from '../../domain/policy/people.ts';
import type { Request } from '../../domain/request/request.ts';
import { moment } from '../text.ts';
import { context, type Message, section } from './blocks.ts';
import { calledOn } from './mentions.ts';

/** Calls on those who may decide before the time is over. Once that is over it only says that they were. */
export function reminder(request: Request, called: Mentions): Message | undefined {
  const { remindedAt, state, dueAt } = request;
  if (remindedAt === undefined) return undefined;
  if (state !== 'pending' || dueAt === undefined) {
    const text = 'Those who may decide were reminded.';
    return { text, blocks: [context(`_${text}_`)] };
  }
  return {
    text: 'This request still waits for a decision',
    blocks: [
      section(
        `:alarm_clock: ${calledOn(called)}: this request still waits for a decision, until ${moment(dueAt)}.`,
      ),
    ],
  };
}
