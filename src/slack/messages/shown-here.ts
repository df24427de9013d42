import { context, type Message } from './blocks.ts';

/** An answer that someone wanted everybody to see, and who that is: what it says is said to them. */
export function shownHere(message: Message, slackId: string): Message {
  return {
    ...message,
    blocks: [...message.blocks, context(`Shown to all by <@${slackId}>, who asked for it.`)],
  };
}
