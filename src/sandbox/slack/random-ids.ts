import { randomBytes, randomInt } from 'node:crypto';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** An id in Slack's style: a prefix that tells the kind and `length` random capitals and digits. */
export function randomId(prefix: string, length = 9): string {
  return prefix + Array.from({ length }, () => LETTERS[randomInt(LETTERS.length)]).join('');
}

/** Hex digits that cannot be guessed, for tokens, tickets and secret addresses. `bytes` of randomness. */
export function randomSecret(bytes = 16): string {
  return randomBytes(bytes).toString('hex');
}
