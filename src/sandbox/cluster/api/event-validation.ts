import type { JsonObject } from './objects.ts';
import { badRequest } from './status.ts';
import type { FieldError } from './status.ts';

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The longest message, and the longest of the other texts, in bytes. */
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

const namePart =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

/** What is wrong with the name of who reports, which may have a domain before it. */
function reporterErrors(value: string): FieldError[] {
  const field = 'reportingComponent';
  const error = (why: string): FieldError => ({
    field,
    reason: 'FieldValueInvalid',
    message: `Invalid value: "${value}": ${why}`,
  });
  const name = value.slice(value.lastIndexOf('/') + 1);
  const errors = value === '' ? [required(field)] : [];
  if (name === '') errors.push(error('name part must be non-empty'));
  if (!/^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/.test(name)) errors.push(error(namePart));
  return errors;
}

const microTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?=(\.\d{6})?(.*))/s;

/** 400 for a time that is not in microseconds. */
export function checkEventTime({ eventTime }: JsonObject): void {
  if (typeof eventTime !== 'string') return;
  const [before, micros, rest = eventTime] = microTime.exec(eventTime) ?? [];
  if (micros !== undefined) return;
  const [left, wanted] = before === undefined ? [eventTime, '2006'] : [rest, '.000000'];
  throw badRequest(
    `Event in version "v1" cannot be handled as a Event: parsing time "${eventTime}" as "2006-01-02T15:04:05.000000Z07:00": cannot parse "${left}" as "${wanted}"`,
  );
}

/**
 * What is wrong with an Event of the core group: without an `eventTime` it is about an object of its own namespace, with
 * one it says who reports what, and its object has some namespace (pkg/apis/core/validation/events.go,
 * legacyValidateEvent).
 */
export function eventErrors(event: JsonObject, involved: JsonObject, namespace: string): FieldError[] {
  const errors: FieldError[] = [];
  const timed = textOf(event.eventTime) !== '';
  const about = textOf(involved.namespace);
  const fits = about === '' ? namespace === 'default' : timed || about === namespace;
  if (!fits) {
    const message = `Invalid value: "${about}": does not match event.namespace`;
    errors.push({ field: 'involvedObject.namespace', reason: 'FieldValueInvalid', message });
  }
  if (!timed) return errors;
  errors.push(...reporterErrors(textOf(event.reportingComponent)));
  for (const field of ['reportingInstance', 'action', 'reason']) {
    const value = textOf(event[field]);
    if (value === '') errors.push(required(field));
    else if (Buffer.byteLength(value) > longestText) errors.push(tooLong(field, longestText));
  }
  if (Buffer.byteLength(textOf(event.message)) > longestMessage)
    errors.push(tooLong('message', longestMessage));
  return errors;
}
