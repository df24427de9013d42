/** One word of a command, as far as it is known before a shell has expanded it. */
export interface CommandWord {
  /** What the program receives; where that is not known, the word as it is written. */
  readonly value: string;
  /** Whether `value` is what the program receives, whatever shell reads it. */
  readonly exact: boolean;
  /** What every word begins with that a shell makes of this one; all of it where it is exact. */
  readonly start: string;
}

/** A word that nothing expands. */
export function exactWord(value: string): CommandWord {
  return { value, exact: true, start: value };
}

/** A word of which nothing is known before it is used. */
export function unknownWord(value: string): CommandWord {
  return { value, exact: false, start: '' };
}

/** Whether a word may come to be an option or an expression: an unknown word that begins as a path cannot. */
export function mayBeAnything(word: CommandWord): boolean {
  return !word.exact && !/^[./]/.test(word.start);
}

/** A program's name without the folder that it lies in. */
export function baseName(program: string): string {
  return program.slice(program.lastIndexOf('/') + 1);
}

/** Words as one line, as they are written. */
export function wordsText(words: readonly CommandWord[]): string {
  return words.map(({ value }) => value).join(' ');
}
