import { baseName, type CommandWord, exactWord } from './command-word.ts';
import { hidesCharacters, LONGEST_SCRIPT, readScript } from './read-script.ts';
import { riskOfOptions } from './risky-options.ts';
import { changesMeaning, riskOfProgram } from './risky-programs.ts';
import { unwrap } from './unwrap.ts';

/** One program with its words, and all that it runs in turn. */
export interface Piece {
  readonly words: readonly CommandWord[];
  /** What speaks against letting it run by a pattern that does not spell it out. */
  readonly cautions: readonly string[];
  /** What it runs. */
  readonly inner: Pieces;
  /** The word that the inner command begins at, where it is the rest of this one. */
  readonly innerAt?: number;
  /** What it may run, though that cannot be told: searched for refused commands, never let through. */
  readonly suspects: readonly Pieces[];
}

/** The commands of a script, or one alone. */
export interface Pieces {
  readonly pieces: readonly Piece[];
  /** What speaks against letting any of it run. */
  readonly cautions: readonly string[];
}

/** How deep scripts and wrappers may lie in one another. */
const DEEPEST = 8;
const NONE: Pieces = { pieces: [], cautions: [] };
const TOO_DEEP: Pieces = { pieces: [], cautions: ['it hides commands in commands too deeply'] };

/** Takes a script apart into what it runs. Never throws, and takes a time bounded by LONGEST_SCRIPT and DEEPEST. */
export function lookIntoScript(source: string, depth = 0): Pieces {
  if (depth > DEEPEST) return TOO_DEEP;
  const { commands, cautions } = readScript(source);
  const pieces = commands.map((words) => lookInto(words, depth));
  const changer = pieces.length > 1 ? pieces.find(changesOthers) : undefined;
  return {
    pieces,
    cautions: changer
      ? [...cautions, `${changer.words[0]?.value} changes what its other commands mean`]
      : cautions,
  };
}

/** Takes an argument vector apart, which runs without a shell. */
export function lookIntoArgv(argv: readonly string[]): Pieces {
  const text = argv.join(' ');
  if (text.length > LONGEST_SCRIPT) return { pieces: [], cautions: ['it is too long to be looked into'] };
  if (argv.length === 0) return { pieces: [], cautions: ['it names no program'] };
  const cautions = hidesCharacters(text) ? ['it has characters that cannot be seen'] : [];
  return { pieces: [lookInto(argv.map(exactWord), 0)], cautions };
}

function lookInto(words: readonly CommandWord[], depth: number): Piece {
  const unwrapped = unwrap(words);
  const cautions = cautionsOf(words);
  switch (unwrapped.kind) {
    case 'nothing':
      return { words, cautions, inner: NONE, suspects: [] };
    case 'unreadable':
      return {
        words,
        cautions: [...cautions, 'it runs another program that cannot be told from its words'],
        inner: NONE,
        suspects: suspectsIn(words, depth),
      };
    case 'script':
      return { words, cautions, inner: lookIntoScript(unwrapped.source, depth + 1), suspects: [] };
    case 'commands': {
      if (depth >= DEEPEST) return { words, cautions, inner: TOO_DEEP, suspects: suspectsIn(words, depth) };
      const pieces = unwrapped.commands.map((command) => lookInto(command, depth + 1));
      return {
        words,
        cautions,
        inner: { pieces, cautions: [] },
        ...(unwrapped.at !== undefined && { innerAt: unwrapped.at }),
        suspects: [],
      };
    }
  }
}

function cautionsOf(words: readonly CommandWord[]): readonly string[] {
  const [program] = words;
  if (!program?.exact) return ['its program is known only when it runs'];
  const risk = riskOfProgram(baseName(program.value)) ?? riskOfOptions(words);
  return risk === undefined ? [] : [`${baseName(program.value)} ${risk}`];
}

/**
 * Every end of the words may be a command, and every word with a blank a script. What is substituted into a word was found
 * where the word was read; to look for it here anew, in each word around it, would take a time that no length bounds.
 */
function suspectsIn(words: readonly CommandWord[], depth: number): readonly Pieces[] {
  return words
    .slice(1)
    .flatMap((word, at) => [
      { pieces: [{ words: words.slice(at + 1), cautions: [], inner: NONE, suspects: [] }], cautions: [] },
      ...(word.exact && /\s/.test(word.value) ? [lookIntoScript(word.value, depth + 1)] : []),
    ]);
}

/** `command cd /tmp` changes as much as `cd /tmp`. */
function changesOthers({ words, inner }: Piece): boolean {
  const name = words[0]?.value ?? '';
  return changesMeaning(name) || (['command', 'builtin'].includes(name) && inner.pieces.some(changesOthers));
}
