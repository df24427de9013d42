/** Where Slack's messages, blocks and attachments hold what people read. */
const HELD_BY = new Set(['text', 'fallback', 'pretext', 'title', 'value']);
/** How deep blocks and attachments nest, and how much is read of a message, in characters. */
const DEEPEST = 12;
const MOST = 40_000;

/** Everything that a message says, one piece a line; alerts say most of it in attachments and blocks. */
export function messageText(message: unknown): string {
  const pieces: string[] = [];
  let length = 0;
  const visit = (value: unknown, depth: number): void => {
    if (length > MOST || depth > DEEPEST || typeof value !== 'object' || value === null) return;
    for (const [key, member] of Object.entries(value)) {
      if (typeof member === 'string' && HELD_BY.has(key)) {
        pieces.push(member);
        length += member.length;
      } else visit(member, depth + 1);
    }
  };
  visit(message, 0);
  return pieces.join('\n').slice(0, MOST);
}
