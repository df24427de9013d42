import { shellWords } from './shell-words.ts';

/** A command to run in a session: what the person typed, and the argument vector that exec receives. */
export interface Command {
  readonly text: string;
  readonly argv: readonly string[];
}

export type CommandReading =
  | { readonly kind: 'command'; readonly command: Command }
  | { readonly kind: 'invalid'; readonly sentence: string };

/** The longest command text taken, in characters: what a Slack message and an approver's eyes can hold. */
export const LONGEST_COMMAND = 2500;
/** What would move the rest of a command out of an approver's sight. */
const GAP = /[ \t]{40}|(?:\n[ \t]*){4}/;

/** Whether a text has a gap so long that what comes after it could be overlooked. */
export function hidesWhatFollows(text: string): boolean {
  return GAP.test(text);
}

/**
 * Reads what a person typed as a command. Without shell syntax it runs as it stands, with no shell between;
 * with pipes, variables, globs and the like it runs by `sh -c`.
 */
export function readCommand(typed: string): CommandReading {
  const text = typed.trim();
  if (text === '') {
    return { kind: 'invalid', sentence: 'There is no command after `--`: write one, such as `-- ps aux`.' };
  }
  if (text.length > LONGEST_COMMAND) {
    return {
      kind: 'invalid',
      sentence: `The command has ${text.length} characters, ${LONGEST_COMMAND} are the most: shorten it.`,
    };
  }
  if (text.includes('\0')) {
    return { kind: 'invalid', sentence: 'The command holds a NUL character: remove it and ask again.' };
  }
  if (hidesWhatFollows(text)) {
    return {
      kind: 'invalid',
      sentence:
        'The command has a long gap of blanks or empty lines, which would hide what comes after it: close the gap.',
    };
  }
  const split = shellWords(text);
  if (split.kind === 'unterminated') {
    return {
      kind: 'invalid',
      sentence: `The command has a ${split.quote} that never closes: close it and ask again.`,
    };
  }
  const literal = split.words.every((word) => word.literal);
  const argv = literal ? split.words.map((word) => word.value) : ['sh', '-c', text];
  return { kind: 'command', command: { text, argv } };
}
