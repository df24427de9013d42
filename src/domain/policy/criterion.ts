/**
 * What a rule can ask of a question, in the order in which it is judged: the later a question fails, the nearer it is to
 * what the rule allows.
 */
export const CRITERIA = [
  'cluster',
  'namespace',
  'requester',
  'break-glass',
  'namespace labels',
  'pod labels',
  'workload',
  'image',
  'profile',
  'entrypoint',
  'pull policy',
  'volumes',
  'timeout',
  'duration',
  'when',
  'command',
  'reason',
] as const;

/** Sentences go on one whose subject is the rule: `is for the cluster prod`. */
export type CriterionReading =
  | { readonly kind: 'fits' }
  | { readonly kind: 'lacks'; readonly sentence: string }
  /** It cannot be said, so the rule must neither allow it nor leave it to a laxer one. The sentence says what to do. */
  | { readonly kind: 'unknown'; readonly sentence: string };

/** One thing that a rule asks, and how a question stands to it. */
export interface Criterion {
  readonly name: (typeof CRITERIA)[number];
  readonly reading: CriterionReading;
}

/** The readings of some criteria; absent: neither the rule nor the question says anything of it. */
export type Readings = { readonly [Name in Criterion['name']]?: CriterionReading | undefined };

export const FITS: CriterionReading = { kind: 'fits' };

/** A criterion that a question fits, or lacks with this sentence. */
export function lacksUnless(fits: boolean, sentence: string): CriterionReading {
  return fits ? FITS : lacks(sentence);
}

export function lacks(sentence: string): CriterionReading {
  return { kind: 'lacks', sentence };
}

export function unknown(sentence: string): CriterionReading {
  return { kind: 'unknown', sentence };
}

/** `clusters a, b`. */
export function counted(noun: string, names: readonly string[]): string {
  return `${noun}${names.length === 1 ? '' : 's'} ${names.join(', ')}`;
}
