import type { Command } from '../asking/command.ts';
import { type CommandPattern, readPattern } from './command-pattern.ts';
import { baseName, wordsText } from './command-word.ts';
import { lookIntoArgv, lookIntoScript, type Piece, type Pieces } from './look-into.ts';
import { catches, fits } from './match-pattern.ts';
import { RENAMING_PROGRAMS } from './risky-programs.ts';

/** Which commands a rule lets run: patterns (command-pattern.ts), and what holds for all others. */
export interface CommandRules {
  readonly allow: readonly string[];
  readonly review: readonly string[];
  readonly refuse: readonly string[];
  readonly otherwise: 'allow' | 'review' | 'refuse';
}

/** The sentence goes on "The rule X …". */
export type CommandVerdict =
  | { readonly kind: 'allow' }
  | { readonly kind: 'review'; readonly sentence: string }
  | { readonly kind: 'refuse'; readonly sentence: string };

interface Rulebook {
  readonly allow: readonly CommandPattern[];
  readonly review: readonly CommandPattern[];
  readonly refuse: readonly CommandPattern[];
  readonly otherwise: CommandRules['otherwise'];
}

const ALLOW: CommandVerdict = { kind: 'allow' };
const SEVERITY = { allow: 0, review: 1, refuse: 2 } as const;
/** How much of a command a sentence shows, in characters. */
const SHOWN = 80;

/**
 * Judges what a command would run: every program of every pipeline, substitution and wrapper, of which the worst counts.
 * Refused patterns come first, then allowed ones, then those to be reviewed. What cannot be read for certain is never
 * allowed: it is reviewed, or refused where all else is refused. Never throws.
 *
 * With `otherwise: allow` it is a list of what is denied, which leaks by its nature: any program that it does not name
 * runs, and many programs can do what another does.
 */
export function judgeCommand(
  rules: CommandRules,
  command: Pick<Command, 'text' | 'argv'>,
  { env }: { readonly env: boolean },
): CommandVerdict {
  const book = {
    allow: patternsOf(rules.allow),
    review: patternsOf(rules.review),
    refuse: patternsOf(rules.refuse),
    otherwise: rules.otherwise,
  };
  const verdict = judgePieces(book, lookIntoCommand(command), command.text);
  if (verdict.kind !== 'allow' || !env) return verdict;
  return review(command.text, 'it sets environment variables');
}

/** A pattern that cannot be read was refused when the policy was loaded (`commandPatternProblem`). */
function patternsOf(texts: readonly string[]): readonly CommandPattern[] {
  return texts.map(readPattern).flatMap((reading) => (reading.kind === 'pattern' ? [reading.pattern] : []));
}

/** A shell of Keyhole's own has the whole text as its script (`readCommand`); one that was typed is a program like others. */
function lookIntoCommand({ text, argv }: Pick<Command, 'text' | 'argv'>): Pieces {
  const [shell, option, script] = argv;
  const own = argv.length === 3 && shell === 'sh' && option === '-c' && script === text;
  return own ? lookIntoScript(text) : lookIntoArgv(argv);
}

function judgePieces(book: Rulebook, pieces: Pieces, text: string): CommandVerdict {
  const refused = findRefused(book.refuse, pieces);
  if (refused !== undefined) return { kind: 'refuse', sentence: `lets ${shown(refused)} run for nobody` };
  return judgeAll(book, pieces, text);
}

/** The words of the first command that a refused pattern catches, wherever it lies. */
function findRefused(refuse: readonly CommandPattern[], { pieces }: Pieces): string | undefined {
  for (const { words, inner, suspects } of pieces) {
    if (refuse.some((pattern) => catches(pattern, words) === 'yes')) return wordsText(words);
    for (const within of [inner, ...suspects]) {
      const found = findRefused(refuse, within);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function judgeAll(book: Rulebook, { pieces, cautions }: Pieces, text: string): CommandVerdict {
  const [caution] = cautions;
  const whole = caution === undefined ? ALLOW : held(book, text, caution);
  return worst([whole, ...pieces.map((piece) => judgePiece(book, piece))]);
}

function judgePiece(book: Rulebook, piece: Piece): CommandVerdict {
  const text = wordsText(piece.words);
  if (book.refuse.some((pattern) => catches(pattern, piece.words) === 'perhaps')) {
    return held(book, text, 'what it does is known only when it runs');
  }
  const found = book.allow.map((pattern) => ({ pattern, fit: fits(pattern, piece.words) }));
  if (found.some(({ fit }) => fit === 'spelled-out')) return ALLOW;
  const by = found.filter(({ fit }) => fit === 'by-wildcard').map(({ pattern }) => pattern);
  const own = by.length > 0 && piece.cautions.length === 0 ? ALLOW : judgeUnlisted(book, piece, text);
  const allow = [...book.allow, ...by.flatMap((pattern) => restOf(pattern, piece.innerAt))];
  return worst([own, judgeAll({ ...book, allow }, piece.inner, text)]);
}

/** What no pattern lets through. */
function judgeUnlisted(book: Rulebook, { words, cautions }: Piece, text: string): CommandVerdict {
  const [caution] = cautions;
  if (book.review.some((pattern) => fits(pattern, words) !== 'no')) return review(text, caution);
  if (book.otherwise !== 'allow') return held(book, text, caution);
  const program = words[0]?.value ?? '';
  if (caution !== undefined) return review(text, caution);
  if (!/^[\w:[][\w+.:-]*$/.test(program)) return review(text, 'its program is not called by a plain name');
  if (RENAMING_PROGRAMS.has(baseName(program)))
    return review(text, 'it can bring a program under another name');
  return book.review.some((pattern) => catches(pattern, words) !== 'no') ? review(text) : ALLOW;
}

/** Where a pattern spells out the command that a wrapper runs, the rest of it is a pattern for that command. */
function restOf(
  { words, open, text }: CommandPattern,
  innerAt: number | undefined,
): readonly CommandPattern[] {
  const [program, ...rest] = innerAt === undefined ? [] : words.slice(innerAt - 1);
  const [piece, more] = program ?? [];
  if (piece?.kind !== 'text' || more) return [];
  return [{ program: piece.text, words: rest, open, text }];
}

/** The verdict on what may not run unseen. */
function held({ otherwise }: Rulebook, text: string, caution: string | undefined): CommandVerdict {
  if (otherwise !== 'refuse') return review(text, caution);
  return { kind: 'refuse', sentence: `does not let ${shown(text)}${inBrackets(caution)} run` };
}

function review(text: string, caution?: string): CommandVerdict {
  const sentence = `lets ${shown(text)}${inBrackets(caution)} run only once someone approved it`;
  return { kind: 'review', sentence };
}

function inBrackets(caution: string | undefined): string {
  return caution === undefined ? '' : ` (${caution})`;
}

function worst(verdicts: readonly CommandVerdict[]): CommandVerdict {
  return verdicts.reduce(
    (before, next) => (SEVERITY[next.kind] > SEVERITY[before.kind] ? next : before),
    ALLOW,
  );
}

/** A command as code within a sentence: on one line, cut, and without what would end the code. */
function shown(text: string): string {
  const line = text
    .replaceAll(/[\s\p{C}]+/gu, ' ')
    .replaceAll('`', "'")
    .trim();
  return `\`${line.length > SHOWN ? `${line.slice(0, SHOWN - 1)}…` : line}\``;
}
