import { type Command, forEachChild, parse, type SyntaxNode } from 'unbash';
import { type CommandWord, unknownWord } from './command-word.ts';
import { readWord } from './read-word.ts';
import { syntaxCaution } from './syntax-caution.ts';

/** What a script would run. */
export interface ScriptReading {
  /** The words of every simple command in it, those of substitutions and branches, too. */
  readonly commands: readonly (readonly CommandWord[])[];
  /** Why it may not run unseen, whatever its commands are; empty where nothing speaks against it. */
  readonly cautions: readonly string[];
}

/** The longest script that is looked into, in characters. */
export const LONGEST_SCRIPT = 20_000;
/** Characters that no eye sees, or that some shells take for blanks. A line end and a tab mean what they show. */
const UNSEEN = /[\p{Cf}\p{Zl}\p{Zp}\p{Cc}]|(?! )\p{Zs}/u;

/** Whether a text has characters that show as nothing or as a blank and are none. */
export function hidesCharacters(text: string): boolean {
  return UNSEEN.test(text.replaceAll(/[\t\n]/g, ''));
}

/**
 * Reads a script of a POSIX shell, with a parser of bash and a list of the syntax that all shells share. Whatever is
 * beyond that list is searched for commands as well, and comes with a caution. Never throws.
 */
export function readScript(source: string): ScriptReading {
  if (source.length > LONGEST_SCRIPT) return { commands: [], cautions: ['it is too long to be looked into'] };
  const commands: CommandWord[][] = [];
  const cautions = new Set<string>();
  if (hidesCharacters(source)) cautions.add('it has characters that cannot be seen');
  function visit(node: SyntaxNode): void {
    const caution = syntaxCaution(node);
    if (caution !== undefined) cautions.add(caution);
    if (node.type === 'Command') commands.push(wordsOf(node));
    forEachChild(node, visit);
  }
  try {
    visit(parse(source));
  } catch {
    // The parser recovers by itself; were it ever to fail, what it could not read must not run unseen.
    cautions.add('it has syntax that cannot be read');
  }
  const named = commands.filter((words) => words.length > 0);
  if (named.length === 0) cautions.add('it names no program');
  return { commands: named, cautions: [...cautions] };
}

function wordsOf(command: Command): CommandWord[] {
  const words = command.args.map((word) => (word.type === 'Word' ? readWord(word) : unknownWord(word.text)));
  return command.name ? [readWord(command.name), ...words] : words;
}
