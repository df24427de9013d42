import type { CommandExpansionPart, ParameterExpansionPart, Redirect, SyntaxNode } from 'unbash';
import { readWord } from './read-word.ts';

type Caution<Type extends SyntaxNode['type']> = (
  node: Extract<SyntaxNode, { type: Type }>,
) => string | undefined;

const fine = (): undefined => undefined;

/** The syntax in which every POSIX shell runs the same commands, and what each piece must be for that. */
const SAME_IN_EVERY_SHELL: { readonly [Type in SyntaxNode['type']]?: Caution<Type> } = {
  Script: ({ errors }) => (errors && errors.length > 0 ? 'it has syntax that cannot be read' : undefined),
  Statement: fine,
  CompoundList: fine,
  AndOr: fine,
  Negation: fine,
  Subshell: fine,
  BraceGroup: fine,
  If: fine,
  Elif: fine,
  While: fine,
  Redirected: fine,
  Case: fine,
  Command: fine,
  Word: fine,
  Literal: fine,
  SingleQuoted: fine,
  DoubleQuoted: fine,
  Glob: fine,
  SimpleExpansion: fine,
  FileDescriptor: fine,
  ArithmeticWord: fine,
  ArithmeticBinary: fine,
  ArithmeticUnary: fine,
  Pipeline: ({ operators }) => (operators.includes('|&') ? 'it has a pipe of bash alone' : undefined),
  CaseItem: ({ terminator = ';;' }) => (terminator === ';;' ? undefined : 'it has a case of bash alone'),
  // Another name could be one that programs or the shell look at, such as PATH.
  For: ({ name }) => (/^[a-z]$/.test(name.text) ? undefined : 'it sets a variable'),
  Assignment: () => 'it sets a variable',
  HereDoc: () => 'it feeds a text to a command',
  HereString: () => 'it feeds a text to a command',
  Redirect: redirectCaution,
  ParameterExpansion: parameterCaution,
  ArithmeticExpansion: ({ text }) =>
    /^\$\(\([\d\s+*/%-]+\)\)$/.test(text) ? undefined : 'it calculates with more than numbers',
  CommandExpansion: substitutionCaution,
};

/**
 * Why a piece of syntax keeps a script from running unseen, or undefined. All that is not known to mean the same in
 * bash, dash and busybox does, such as `$'…'`, `[[`, functions and here-documents. Its children are looked at apart.
 */
export function syntaxCaution(node: SyntaxNode): string | undefined {
  // Each function takes its own type of node; that the two belong together is what the table's type says.
  const caution = SAME_IN_EVERY_SHELL[node.type] as ((node: SyntaxNode) => string | undefined) | undefined;
  return caution ? caution(node) : 'it has syntax that not every shell reads alike';
}

/** Throwing output away and joining it is harmless; a file is read or written unseen by who judges words. */
function redirectCaution({ descriptor, operator, target }: Redirect): string | undefined {
  const word = target && readWord(target);
  // dash takes one digit only before the operator.
  const known = descriptor === undefined || (descriptor.type === 'FileDescriptor' && descriptor.value <= 9);
  if (known && word?.exact) {
    if (['<', '>', '>>'].includes(operator) && word.value === '/dev/null') return undefined;
    if (operator === '>&' && ['1', '2'].includes(word.value)) return undefined;
  }
  return 'it reads or writes a file by a redirection';
}

function parameterCaution({ prefix, index, operation }: ParameterExpansionPart): string | undefined {
  const plain = index === undefined && operation === undefined && prefix !== '!';
  return plain ? undefined : 'it changes a value as it expands it';
}

/** Backslashes and quotes within backquotes are read differently by shells, and `${ …; }` is bash's alone. */
function substitutionCaution({ text, script }: CommandExpansionPart): string | undefined {
  const known = script !== undefined && (text.startsWith('$(') || /^`[^\\`"'$]*`$/.test(text));
  return known ? undefined : 'it has a substitution that not every shell reads alike';
}
