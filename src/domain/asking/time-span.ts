const SPAN = /^(?:(\d{1,5})h)?(?:(\d{1,5})m)?(?:(\d{1,6})s)?$/;
const SLIPS: readonly (readonly [RegExp, string])[] = [
  [/^s(?:ecs?|econds?)?$/i, 's'],
  [/^m(?:ins?|inutes?)?$/i, 'm'],
  [/^h(?:rs?|ours?)?$/i, 'h'],
];

/** A time span such as `90s`, `15m` or `1h30m` in whole seconds, at least one; undefined for anything else. */
export function readTimeSpan(text: string): number | undefined {
  const match = SPAN.exec(text);
  if (!match) return undefined;
  const [hours, minutes, seconds] = match.slice(1).map((digits) => Number(digits ?? 0));
  const total = (hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0);
  return total > 0 ? total : undefined;
}

/** The time span that was probably meant by one that cannot be read, such as `5m` by `5 min`. */
export function nearestTimeSpan(text: string): string | undefined {
  const [, number = '', unit = ''] = /^([1-9]\d{0,4})\s*([a-z]*)$/i.exec(text.trim()) ?? [];
  if (number !== '' && unit === '') return `${number}s`;
  const short = SLIPS.find(([slip]) => slip.test(unit))?.[1];
  return number === '' || short === undefined ? undefined : `${number}${short}`;
}

/** Whole seconds as `readTimeSpan` reads them. */
export function timeSpanText(seconds: number): string {
  if (seconds % 3600 === 0) return `${seconds / 3600}h`;
  return seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;
}
