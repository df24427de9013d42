/** One word of a command line: its value with quotes removed. */
export interface ShellWord {
  readonly value: string;
  /** False when the word holds syntax that only a shell gives meaning to (`$HOME`, `*.log`, `|`). */
  readonly literal: boolean;
}

export type ShellWords =
  /** `rest`: where the text goes on after the word to stop at; absent when that did not come. */
  | { readonly kind: 'words'; readonly words: readonly ShellWord[]; readonly rest?: number }
  | { readonly kind: 'unterminated'; readonly quote: string };

const SPECIAL = new Set('|&;<>()$`*?[]{}~#!\n');
const SPECIAL_IN_DOUBLE_QUOTES = new Set('$`');
const ESCAPABLE_IN_DOUBLE_QUOTES = new Set('$`"\\\n');
const ASSIGNMENT = /^[A-Za-z_][A-Za-z0-9_]*=/;

interface Reading {
  value: string;
  literal: boolean;
  end: number;
}

/**
 * Splits a text into words by the POSIX quoting rules (Shell Command Language, 2.2): single quotes, double quotes, backslash.
 * It expands nothing; a word that a shell would expand or treat as an operator is marked as not literal instead.
 * With `stopAt`, it reads no further than the first unquoted word that is this, and line ends part words, too.
 */
export function shellWords(text: string, stopAt?: string): ShellWords {
  const words: ShellWord[] = [];
  const blank =
    stopAt === undefined
      ? isBlank
      : (character: string | undefined) => isBlank(character) || character === '\n';
  let position = 0;
  for (;;) {
    while (position < text.length && blank(text[position])) position += 1;
    if (position >= text.length) return { kind: 'words', words };
    const read = readWord(text, position, blank);
    if (typeof read === 'string') return { kind: 'unterminated', quote: read };
    if (text.slice(position, read.end) === stopAt) return { kind: 'words', words, rest: read.end };
    const assigns = words.length === 0 && ASSIGNMENT.test(text.slice(position, read.end));
    words.push({ value: read.value, literal: read.literal && !assigns });
    position = read.end;
  }
}

/** A text as one word that `shellWords` reads as this text again. */
export function shellQuoted(text: string): string {
  return /^[\w@%+:,./=][\w@%+:,./=-]*$/.test(text) ? text : `"${text.replaceAll(/["\\$`]/g, '\\$&')}"`;
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t';
}

/** Reads one word from `start`; a string answer is the quote that never closed. */
function readWord(text: string, start: number, blank: typeof isBlank): Reading | string {
  const word: Reading = { value: '', literal: true, end: start };
  while (word.end < text.length && !blank(text[word.end])) {
    const character = text[word.end] ?? '';
    if (character === "'" || character === '"') {
      const closed = character === "'" ? readSingleQuoted(text, word) : readDoubleQuoted(text, word);
      if (!closed) return character;
    } else if (character === '\\') {
      if (word.end + 1 >= text.length) return '\\';
      if (text[word.end + 1] === '\n') word.literal = false;
      word.value += text[word.end + 1] ?? '';
      word.end += 2;
    } else {
      if (SPECIAL.has(character)) word.literal = false;
      word.value += character;
      word.end += 1;
    }
  }
  return word;
}

function readSingleQuoted(text: string, word: Reading): boolean {
  const close = text.indexOf("'", word.end + 1);
  if (close < 0) return false;
  word.value += text.slice(word.end + 1, close);
  word.end = close + 1;
  return true;
}

function readDoubleQuoted(text: string, word: Reading): boolean {
  for (let at = word.end + 1; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (character === '"') {
      word.end = at + 1;
      return true;
    }
    const next = text[at + 1] ?? '';
    if (character === '\\' && ESCAPABLE_IN_DOUBLE_QUOTES.has(next)) {
      // A line that goes on leaves nothing.
      if (next !== '\n') word.value += next;
      at += 1;
    } else {
      if (SPECIAL_IN_DOUBLE_QUOTES.has(character)) word.literal = false;
      word.value += character;
    }
  }
  return false;
}
