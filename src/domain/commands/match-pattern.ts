import type { CommandPattern, PatternPiece, PatternWord } from './command-pattern.ts';
import { baseName, type CommandWord } from './command-word.ts';

/** How a pattern fits a command that is about to be let through: not at all, by wildcards, or word for word. */
export type Fit = 'no' | 'by-wildcard' | 'spelled-out';

/**
 * Whether a pattern lets a command through. The program is compared as it is written, every word must be known exactly
 * (only the open end of a pattern takes any), and no wildcard stands for a way up (`..`).
 */
export function fits(pattern: CommandPattern, command: readonly CommandWord[]): Fit {
  const [program, ...words] = command;
  if (!program?.exact || program.value !== pattern.program || !/^[!-~]+$/.test(program.value)) return 'no';
  if (words.length < pattern.words.length || (words.length > pattern.words.length && !pattern.open))
    return 'no';
  const each = pattern.words.map((word, at) => fitsWord(word, words[at]));
  if (each.includes('no')) return 'no';
  return each.includes('by-wildcard') || pattern.open ? 'by-wildcard' : 'spelled-out';
}

/**
 * Whether a pattern that keeps commands back catches this one: as strictly as can be, so the folder of the program
 * does not count, nor how a path is written. `perhaps`: it may once the command's words are known.
 */
export function catches(pattern: CommandPattern, command: readonly CommandWord[]): 'no' | 'perhaps' | 'yes' {
  const [program, ...words] = command;
  if (!program) return 'no';
  if (baseName(program.value) !== baseName(pattern.program)) return program.exact ? 'no' : 'perhaps';
  for (const [at, expected] of pattern.words.entries()) {
    const word = words[at];
    const matched =
      word !== undefined && [word.value, tidied(word.value)].some((value) => matches(expected, value));
    if (!matched) return words.slice(0, at + 1).every(({ exact }) => exact) ? 'no' : 'perhaps';
  }
  if (words.length <= pattern.words.length || pattern.open) return 'yes';
  return words.every(({ exact }) => exact) ? 'no' : 'perhaps';
}

function fitsWord(expected: PatternWord, word: CommandWord | undefined): Fit {
  if (!word?.exact || !matches(expected, word.value)) return 'no';
  if (expected.every(({ kind }) => kind === 'text')) return 'spelled-out';
  return word.value.split('/').includes('..') ? 'no' : 'by-wildcard';
}

/** A path without empty segments, `.` and `..`, as far as its text tells. */
function tidied(value: string): string {
  const tidy: string[] = [];
  for (const segment of value.split('/')) {
    if (segment === '..') tidy.pop();
    else if (segment !== '.' && segment !== '') tidy.push(segment);
  }
  return `${value.startsWith('/') ? '/' : ''}${tidy.join('/')}`;
}

/** Whether a word of a pattern is all of a text. Takes a time that grows with their product, never more. */
function matches(expected: PatternWord, text: string): boolean {
  let ends = [0];
  for (const piece of expected) ends = endsAfter(piece, text, ends);
  return ends.at(-1) === text.length;
}

/** Where a piece can end, given where the pieces before it could; both in rising order. */
function endsAfter(piece: PatternPiece, text: string, starts: readonly number[]): number[] {
  if (piece.kind === 'text') {
    return starts
      .filter((start) => text.startsWith(piece.text, start))
      .map((start) => start + piece.text.length);
  }
  const ends: number[] = [];
  let last = -1;
  for (const start of starts) {
    if (start > last) {
      const slash = piece.kind === 'star' ? text.indexOf('/', start) : -1;
      last = slash === -1 ? text.length : slash;
      for (let end = start; end <= last; end += 1) ends.push(end);
    }
  }
  return ends;
}
