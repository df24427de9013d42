import { randomBytes, randomInt, randomUUID } from 'node:crypto';

const alphabet = 'bcdfghjklmnpqrstvwxz2456789';

/** Five characters of the alphabet that Kubernetes uses for generated names. */
export function nameSuffix(length = 5): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}

export const newUid = (): string => randomUUID();

/** 64 hexadecimal digits, as containerd names containers and exec processes. */
export const newContainerId = (): string => randomBytes(32).toString('hex');
