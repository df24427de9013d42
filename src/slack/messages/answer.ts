import type { Request } from '../../domain/request/request.ts';
import { escaped } from '../text.ts';
import { againButton } from './again.ts';
import { type KnownBlock, type Message, section } from './blocks.ts';
import { choiceButtons } from './choice-buttons.ts';
import { youAsked } from './not-understood.ts';
import { statusOf } from './status.ts';

/** The private answer to an ask that came to nothing, with what to pick from where there is something. */
export function answer(request: Request): Message {
  const sentence = request.sentence ?? statusOf(request).plain;
  // Those of a request that had a plan were for its card, and are no way out of why it came to nothing.
  const choices = request.plan ? [] : (request.choices ?? []);
  const blocks: KnownBlock[] = [section(escaped(sentence))];
  if (choices.length > 0) blocks.push(choiceButtons(request.id, choices));
  blocks.push(...againButton(request), youAsked(request.ask.text));
  return { text: sentence, blocks };
}
