import type { Policy } from './policy.ts';

/**
 * Until when someone has to wait after repeated denials; undefined where they need not. All times are milliseconds since
 * the epoch; `denialTimes`, in any order, those of the denials of their requests. They wait from the last denial that
 * was one too many within the time, so that another denial begins it anew.
 */
export function coolDownUntil(
  denialTimes: readonly number[],
  { denials, within, lasts }: Policy['fairUse']['coolDown'],
  now: number,
): number | undefined {
  const times = denialTimes.toSorted((a, b) => a - b);
  const tooMany = times.filter((at, index) => {
    const first = times[index - denials + 1];
    return first !== undefined && at - first <= within * 1000;
  });
  const last = tooMany.at(-1);
  if (last === undefined) return undefined;
  const until = last + lasts * 1000;
  return until > now ? until : undefined;
}
