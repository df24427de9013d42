import { type Command, parse, type Word, type WordPart } from 'unbash';
import { readWord } from './read-word.ts';

/** A piece of a pattern's word: a text as it stands, `*` (anything but a slash), or `**` (anything). */
export type PatternPiece =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'star' } | { readonly kind: 'stars' };

/** A word of a pattern; where one text is all of it, the word is spelled out. */
export type PatternWord = readonly PatternPiece[];

export interface CommandPattern {
  readonly program: string;
  readonly words: readonly PatternWord[];
  /** Whether any further words fit: its last word was just `*` or `**`, and is not among `words`. */
  readonly open: boolean;
  /** The pattern as the policy has it. */
  readonly text: string;
}

export type PatternReading =
  | { readonly kind: 'pattern'; readonly pattern: CommandPattern }
  | { readonly kind: 'invalid'; readonly problem: string };

/** What is wrong with a pattern of the policy, in words that go on a sentence; undefined where nothing is. */
export function commandPatternProblem(pattern: string): string | undefined {
  const reading = readPattern(pattern);
  return reading.kind === 'invalid' ? reading.problem : undefined;
}

/**
 * Reads a pattern: words as a shell reads them, quotes included, of which the first is a program. `*` is anything but a
 * slash, `**` is anything, and a last word that is just one of them is any further words or none.
 */
export function readPattern(text: string): PatternReading {
  if (text.trim() === '') return invalid('must name a command');
  const command = onlyCommand(text);
  if (!command?.name) return invalid('must be one command: quote what is shell syntax');
  const program = readWord(command.name);
  if (!program.exact) return invalid('must begin with a program that is spelled out');
  const words: PatternWord[] = [];
  for (const word of command.args) {
    const pieces = word.type === 'Word' ? readPieces(word) : undefined;
    if (!pieces) return invalid(`has \`${word.text}\`, of which only * and ** are wildcards: quote the rest`);
    words.push(pieces);
  }
  const open = words.at(-1)?.length === 1 && words.at(-1)?.[0]?.kind !== 'text';
  return {
    kind: 'pattern',
    pattern: { program: program.value, words: open ? words.slice(0, -1) : words, open, text },
  };
}

function invalid(problem: string): PatternReading {
  return { kind: 'invalid', problem };
}

/** The simple command that is all of a text; undefined where there is more, such as a pipe or a comment. */
function onlyCommand(text: string): Command | undefined {
  const script = parse(text);
  const [statement, more] = script.commands;
  if (script.errors || !statement || more || statement.background || statement.command.type !== 'Command')
    return undefined;
  const command = statement.command;
  const rest = text.slice(0, command.pos) + text.slice(command.end);
  return rest.trim() === '' && command.prefix.length === 0 && command.redirects.length === 0
    ? command
    : undefined;
}

/** Undefined where the word has anything but texts and stars. */
function readPieces(word: Word): PatternWord | undefined {
  const parts = word.parts ?? [];
  if (!parts.some(isStar)) {
    const read = readWord(word);
    return read.exact ? [{ kind: 'text', text: read.value }] : undefined;
  }
  const pieces: PatternPiece[] = [];
  for (const part of parts) {
    if (isStar(part)) pieces.push({ kind: part.text === '*' ? 'star' : 'stars' });
    else {
      const text = textOf(part);
      if (text === undefined) return undefined;
      if (text !== '') pieces.push({ kind: 'text', text });
    }
  }
  return pieces;
}

function isStar(part: WordPart): boolean {
  return part.type === 'Glob' && part.kind === 'star';
}

/** What a part is as a word of its own: the reader of words decides on each alike. */
function textOf(part: WordPart): string | undefined {
  if (part.type === 'SingleQuoted') return part.value;
  if (part.type !== 'Literal' && part.type !== 'DoubleQuoted') return undefined;
  const value =
    part.type === 'Literal'
      ? part.value
      : part.parts.map((child) => ('value' in child ? child.value : '')).join('');
  const { text, pos, end } = part;
  const read = readWord({ type: 'Word', text, value, pos, end, parts: [part] });
  return read.exact ? read.value : undefined;
}
