import type { Cause, Refused } from './api-failure.ts';
import { type Asked, podOf } from './asked.ts';
import { quoteAtEnd } from './quote.ts';

/** The sentence for an object that the API server finds invalid (recordings/kubernetes/validation-errors.json, patch-flavours.json). */
export function invalidSentence({ message, causes }: Refused, asked: Asked): string {
  if (causes.some(({ field }) => field === 'metadata.uid')) {
    return `${podOf(asked)} was replaced by another of the same name since it was asked for: ask again.`;
  }
  if (/static pods do not support ephemeral containers/.test(message)) {
    return `${podOf(asked)} is a static pod, and those take no debug containers: log in to its node instead.`;
  }
  if (/existing ephemeral containers .* may not be changed/.test(message)) {
    return `${podOf(asked)} already has a debug container of that name with other settings, and those never change: ask again for a new one.`;
  }
  return invalidField(causes[0] ?? { message }, asked);
}

function invalidField({ field = '', reason, message = '' }: Cause, asked: Asked): string {
  const why = quoteAtEnd(message);
  if (field.endsWith('.targetContainerName')) {
    return `${podOf(asked)} has no such container to look into (${why}): ask again for one that it has.`;
  }
  if (field.endsWith('.image')) {
    return `The image is not one that ${asked.cluster} takes (${why}): correct it in the policy.`;
  }
  if (field.endsWith('.name') && reason === 'FieldValueDuplicate') {
    return `${podOf(asked)} already has a container of that name: ask again for a new one.`;
  }
  const where = field === '' ? '' : `${quoteAtEnd(field)}: `;
  return `The cluster ${asked.cluster} does not take the debug container: ${where}${why}. Correct the policy's image or profile.`;
}
