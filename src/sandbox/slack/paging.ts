/** One page of a list; `next` is empty on the last. */
export type Page<T> = { items: T[]; next: string };

/** Cuts a page out of a list. A cursor is opaque to apps, as Slack's are; one that was not given out is undefined. */
export function pageOf<T>(all: readonly T[], cursor: string | undefined, limit: number): Page<T> | undefined {
  const start = cursor ? startOf(cursor) : 0;
  if (start === undefined || start > all.length) return undefined;
  const end = start + limit;
  return { items: all.slice(start, end), next: end < all.length ? cursorAt(end) : '' };
}

function cursorAt(start: number): string {
  return Buffer.from(`next:${start}`).toString('base64');
}

function startOf(cursor: string): number | undefined {
  const [, digits] = /^next:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString('utf8')) ?? [];
  return digits === undefined ? undefined : Number(digits);
}
