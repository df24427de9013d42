import { expect, test } from '@jest/globals';
import { samePerson } from '../../../src/domain/request/person.ts';

const person = (slackId: string, email?: string) => ({
  slackId,
  name: slackId,
  ...(email !== undefined && { email }),
});

test.each<[string, string | undefined, string, string | undefined, boolean]>([
  ['U1', undefined, 'U1', undefined, true],
  ['U1', 'ann@example.com', 'U1', 'other@example.com', true],
  ['U1', 'ann@example.com', 'U2', 'Ann@Example.COM', true],
  ['U1', 'ann@example.com', 'U2', 'ann+approves@example.com', true],
  ['U1', 'ann+a@example.com', 'U2', 'ann+b+c@example.com', true],
  ['U1', 'ann@example.com', 'U2', 'ann@example.com.evil', false],
  ['U1', 'ann@example.com', 'U2', 'anna@example.com', false],
  ['U1', '+a@example.com', 'U2', '+b@example.com', false],
  ['U1', undefined, 'U2', undefined, false],
  ['U1', 'ann@example.com', 'U2', undefined, false],
])('%s with %s and %s with %s are one person: %s', (id, email, otherId, otherEmail, same) => {
  expect(samePerson(person(id, email), person(otherId, otherEmail))).toBe(same);
  expect(samePerson(person(otherId, otherEmail), person(id, email))).toBe(same);
});
