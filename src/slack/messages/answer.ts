import type { Choice, Request } from '../../domain/request.ts';
import { code, escaped, shortened } from '../text.ts';
import { ACTION } from './action-ids.ts';
import { actions, button, context, type KnownBlock, type Message, section } from './blocks.ts';
import { statusOf } from './status.ts';

/** The private answer to an ask that came to nothing, with what to pick from where there is something. */
export function answer(request: Request): Message {
  const sentence = request.sentence ?? statusOf(request).plain;
  const choices = request.choices ?? [];
  const blocks: KnownBlock[] = [section(escaped(sentence))];
  if (choices.length > 0) {
    blocks.push(actions(...choices.map((choice, index) => choiceButton(request.id, choice, index))));
  }
  blocks.push(context(`You asked: ${code(shortened(`/debug ${request.ask.text}`, 1_500))}`));
  return { text: sentence, blocks };
}

function choiceButton(requestId: string, { pod, note }: Choice, index: number) {
  return button(
    `${ACTION.choose}${index}`,
    note === undefined ? pod : `${pod} (${note})`,
    `${requestId} ${pod}`,
  );
}
