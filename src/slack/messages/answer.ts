import type { Choice, Request } from '../../domain/request.ts';
import { escaped } from '../text.ts';
import { ACTION } from './action-ids.ts';
import { actions, button, type KnownBlock, type Message, section } from './blocks.ts';
import { youAsked } from './not-understood.ts';
import { statusOf } from './status.ts';

/** The private answer to an ask that came to nothing, with what to pick from where there is something. */
export function answer(request: Request): Message {
  const sentence = request.sentence ?? statusOf(request).plain;
  const choices = request.choices ?? [];
  const blocks: KnownBlock[] = [section(escaped(sentence))];
  if (choices.length > 0) {
    blocks.push(actions(...choices.map((choice, index) => choiceButton(request.id, choice, index))));
  }
  blocks.push(youAsked(request.ask.text));
  return { text: sentence, blocks };
}

function choiceButton(requestId: string, { pod, note }: Choice, index: number) {
  return button(
    `${ACTION.choose}${index}`,
    note === undefined ? pod : `${pod} (${note})`,
    `${requestId} ${pod}`,
  );
}
