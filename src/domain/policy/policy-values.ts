import { z } from 'zod';
import { readTimeSpan } from '../asking/time-span.ts';

const SIZES: Readonly<Record<string, number>> = { KB: 1000, MB: 1_000_000 };

/** A duration such as `90s`, `15m` or `1h30m`, read as whole seconds, at most `most` of them. */
export const duration = (most: number) =>
  z
    .string()
    .refine((text) => readTimeSpan(text) !== undefined, 'write a duration such as 90s, 15m or 1h30m')
    .transform((text) => readTimeSpan(text) ?? 0)
    .refine((seconds) => seconds <= most, `is more than the most allowed, ${most / 3600} hours`);

/** A size such as `500KB` or `5MB`, read as bytes. */
export const size = z
  .string()
  .regex(/^[1-9]\d{0,4}(KB|MB)$/, 'write a size such as 500KB or 5MB')
  .transform((text) => Number(text.slice(0, -2)) * (SIZES[text.slice(-2)] ?? 0))
  .refine((bytes) => bytes <= 20_000_000, 'is more than the most allowed, 20MB');

/** Bytes as a policy writes them; they come from `size`. */
export function sizeText(bytes: number): string {
  return bytes % 1_000_000 === 0 ? `${bytes / 1_000_000}MB` : `${bytes / 1000}KB`;
}

/** What people, images and rules are called. */
export const name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9 ._-]{0,62}$/, 'use letters, digits, spaces, . _ -');

/** What is typed as one word: a cluster, a profile. */
export const word = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,48}[a-z0-9])?$/, 'use lower case letters, digits and -');

/** A text in which `*` stands for anything. */
export const glob = z.string().min(1);
