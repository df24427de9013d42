import type { SeenBlock } from '../../../src/sandbox/slack/person-client.ts';
import { plainText } from '../../../src/sandbox/slack/plain-text.ts';
import type { Message } from '../../../src/slack/messages/blocks.ts';

/** A message's blocks as they are sent. */
export function shown(message: Message | undefined): string {
  return JSON.stringify(message?.blocks ?? []);
}

/** A message as someone would read it. */
export function read(message: Message | undefined): string {
  const blocks = JSON.parse(shown(message)) as SeenBlock[];
  return plainText({
    ts: '1',
    channel: 'C0',
    user: 'U0KEYHOLE',
    isBot: true,
    text: message?.text ?? '',
    blocks,
  });
}
