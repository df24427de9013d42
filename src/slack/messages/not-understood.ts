import { code, escaped, shortened } from '../text.ts';
import { context, type Message, section } from './blocks.ts';

/** What was wrong with a command line, and the line itself: Slack does not show it again, and nobody wants to retype it. */
export function notUnderstood(sentence: string, typed: string): Message {
  return { text: sentence, blocks: [section(escaped(sentence)), youAsked(typed)] };
}

/** The line that someone typed, to be copied and mended. */
export function youAsked(typed: string) {
  return context(`You asked: ${code(shortened(`/debug ${typed}`, 1_500))}`);
}
