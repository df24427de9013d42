import type { Word, WordPart } from 'unbash';
import { shellWords } from '../asking/shell-words.ts';
import { type CommandWord, exactWord, unknownWord } from './command-word.ts';

/** What no shell gives a meaning to outside of quotes, once what a backslash quotes is taken away. */
const PLAIN = /^[\w@%+:,./=^!#\]-]*$/;
/** Special words that every shell takes as they stand. */
const PLAIN_WORDS: ReadonlySet<string> = new Set(['{}', '[']);

/**
 * What a word comes to. It is exact only where two readers agree on it (the parser, and the POSIX quoting rules of
 * `shellWords`) and nothing in it means something to one shell alone.
 */
export function readWord(word: Word): CommandWord {
  const { value, text } = word;
  const parts = word.parts ?? [];
  const exact = parts.length === 0 ? isPlain(text) || PLAIN_WORDS.has(text) : parts.every(isExact);
  if (!exact) return { ...unknownWord(value), start: startOf(parts) };
  const anew = shellWords(text);
  const agreed = anew.kind === 'words' && anew.words.length === 1 && anew.words[0]?.value === value;
  return agreed ? exactWord(value) : unknownWord(value);
}

function isPlain(text: string): boolean {
  return PLAIN.test(text.replaceAll(/\\[^\n]/g, ''));
}

function isExact(part: WordPart): boolean {
  if (part.type === 'SingleQuoted') return true;
  if (part.type === 'Literal') return isPlain(part.text);
  // A dollar that expands nothing is a dollar in every shell only at the end.
  return (
    part.type === 'DoubleQuoted' &&
    part.parts.every(
      (child, at) =>
        child.type === 'Literal' &&
        !/[$`]/.test(
          child.text.replaceAll(/\\[^]/g, '').replace(at === part.parts.length - 1 ? /\$$/ : /^(?!)/, ''),
        ),
    )
  );
}

/** A glob leaves what is before it, and so does an expansion within double quotes; all else may split the word. */
function startOf(parts: readonly WordPart[]): string {
  const first = parts.findIndex((part) => !isExact(part));
  if (!parts.slice(first).every((part) => isExact(part) || keepsOneWord(part))) return '';
  return parts
    .slice(0, first + 1)
    .map((part) => {
      if (part.type === 'Literal' || part.type === 'SingleQuoted') return part.value;
      if (part.type !== 'DoubleQuoted') return '';
      const [child] = part.parts;
      return child?.type === 'Literal' ? child.value : '';
    })
    .join('');
}

function keepsOneWord(part: WordPart): boolean {
  if (part.type === 'Glob') return true;
  return part.type === 'DoubleQuoted' && !part.text.includes('@');
}
