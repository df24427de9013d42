import { visible } from '../domain/request/review-text.ts';

/** Any of these can mean something to a reader of Markdown, and may have a backslash before it (spec.commonmark.org, "Backslash escapes"); `$` begins math where files are read, as on GitHub. */
const MEANINGFUL = /[\\`*_{}[\]()<>#+\-.!|~&@:$]/g;

/** Someone's own words or a name, as one line of Markdown that shows them as they are. */
export function plain(text: string): string {
  return visible(text.trim().replaceAll(/\s*\n\s*/g, ' / ')).replaceAll(MEANINGFUL, String.raw`\$&`);
}

/** A text as code within a line; line ends show as `\n`. */
export function codeSpan(text: string): string {
  const shown = visible(text);
  const ticks = '`'.repeat(longestRun(shown) + 1);
  // A blank at either end keeps a backtick of the text apart from those around it, and is taken away by the reader.
  const pad = /^`|`$|^ .* $/s.test(shown) ? ' ' : '';
  return shown === '' ? '(nothing)' : `${ticks}${pad}${shown}${pad}${ticks}`;
}

/** A text as it is, between fences that no line of it can end. */
export function fenced(text: string, language: 'text' | 'sh' = 'text'): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${language}\n${text.replace(/\n$/, '')}\n${fence}`;
}

/** A time as `2026-11-22 15:07:54`, in UTC. */
export function utc(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}

/** How many backticks stand side by side at the most. */
function longestRun(text: string): number {
  let longest = 0;
  for (const [ticks] of text.matchAll(/`+/g)) longest = Math.max(longest, ticks.length);
  return longest;
}
