import type { JsonObject } from './objects.ts';
import type { FieldError } from './status.ts';

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The longest message, and the longest of the other texts, in characters. */
const longestMessage = 1024;
const longestText = 128;

const required = (field: string): FieldError => ({
  field,
  reason: 'FieldValueRequired',
  message: 'Required value',
});

const tooLong = (field: string, most: number): FieldError => ({
  field,
  reason: 'FieldValueInvalid',
  message: `Invalid value: "": can have at most ${most} characters`,
});

/**
 * What is wrong with an Event of the core group: it is about an object of its own namespace, and with an `eventTime` it
 * says who reports what (pkg/apis/core/validation/events.go, legacyValidateEvent).
 */
export function eventErrors(event: JsonObject, involved: JsonObject, namespace: string): FieldError[] {
  const errors: FieldError[] = [];
  if (involved.namespace !== namespace) {
    const message = `Invalid value: "${textOf(involved.namespace)}": does not match event.namespace`;
    errors.push({ field: 'involvedObject.namespace', reason: 'FieldValueInvalid', message });
  }
  if (textOf(event.eventTime) === '') return errors;
  for (const field of ['reportingComponent', 'reportingInstance', 'action', 'reason']) {
    const value = textOf(event[field]);
    if (value === '') errors.push(required(field));
    else if (value.length > longestText) errors.push(tooLong(field, longestText));
  }
  if (textOf(event.message).length > longestMessage) errors.push(tooLong('message', longestMessage));
  return errors;
}
