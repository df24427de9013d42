import type { z } from 'zod';
import { nearestWord } from '../asking/nearest-word.ts';
import { keysAt } from './policy-schema.ts';

/** A place in the policy, and what is wrong there. */
export interface PolicyProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
  /** The key at the end of the path is wrong, not what stands behind it. */
  readonly atKey?: true;
}

/**
 * What the validator complains of, as a person would put it. The issues must carry their input (`reportInput`);
 * `schema` is the one of the document, the policy's where none is given.
 */
export function problemsOf(issue: z.core.$ZodIssue, schema?: z.core.JSONSchema.BaseSchema): PolicyProblem[] {
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(path, schema);
    return issue.keys.map((key) => ({
      path: [...path, key],
      message: `is no key that may stand here${instead(key, known)}`,
      atKey: true,
    }));
  }
  if (issue.code === 'invalid_key') {
    const messages = issue.issues.map((inner) => plainMessage(inner));
    return [{ path, message: `is no name to give: ${messages.join(', ')}`, atKey: true }];
  }
  return [{ path, message: plainMessage(issue) }];
}

/** What to write instead: the nearest of these words, else all of them. */
function instead(typed: string, words: readonly string[]): string {
  const nearest = nearestWord(typed, words);
  if (nearest !== undefined) return `: did you mean "${nearest}"?`;
  return words.length === 0 ? '' : `: use ${words.join(', ')}`;
}

/** Says that a name is not defined, and which was probably meant. */
export function notDefined(name: string, section: string, known: readonly string[]): string {
  const nearest = nearestWord(name, known);
  const meant = nearest === undefined ? '' : `: did you mean "${nearest}"?`;
  return `"${name}" is not defined under ${section}${meant}`;
}

function plainMessage(issue: z.core.$ZodIssue): string {
  if (issue.code === 'too_small') {
    if (issue.origin === 'array') return `must have at least ${issue.minimum}`;
    return issue.origin === 'string' ? 'must not be empty' : `must be at least ${issue.minimum}`;
  }
  if (issue.code === 'too_big') {
    if (issue.origin === 'array') return `must have at most ${issue.maximum}`;
    return `must be at most ${issue.maximum}${issue.origin === 'string' ? ' characters long' : ''}`;
  }
  if (issue.code !== 'invalid_type' && issue.code !== 'invalid_value') return issue.message;
  const { input } = issue;
  if (input === undefined || input === null) return 'is missing';
  if (issue.code === 'invalid_type') {
    return `must be ${KINDS[issue.expected] ?? issue.expected}, not ${kindOf(input)}`;
  }
  const words = issue.values.map(String);
  if (typeof input !== 'string') return `must be one of ${words.join(', ')}, not ${kindOf(input)}`;
  return `${JSON.stringify(input)} cannot be chosen${instead(input, words)}`;
}

const KINDS: Readonly<Record<string, string>> = {
  object: 'a list of settings',
  record: 'a list of settings',
  array: 'a list',
  string: 'a text (put it in quotes)',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return `the text ${JSON.stringify(value)}`;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : 'a list of settings';
}
