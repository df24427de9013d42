import { expect, test } from '@jest/globals';
import { frozenSentence, stoppedBy } from '../../../src/domain/request/frozen.ts';
import { after, ASKED, BOB, prepared, refusal, RUNNING, andThen } from '../../helpers/request.ts';

const FROZEN = { by: BOB, reason: 'credentials leaked.', at: 4_000 };

test('the sentence says who, why and what to do', () => {
  expect(frozenSentence(FROZEN)).toBe(
    'Keyhole was frozen by Bob: credentials leaked. Ask again once it is unfrozen.',
  );
  expect(frozenSentence({ by: BOB, at: 0 })).toBe(
    'Keyhole was frozen by Bob. Ask again once it is unfrozen.',
  );
});

test.each([
  ['asked', after(ASKED)],
  ['pending', after(ASKED, prepared())],
  ['running', after(...RUNNING)],
])('whatever is open ends: %s', (state, request) => {
  const stopped = andThen(request, stoppedBy(FROZEN));
  expect(stopped).toMatchObject({
    state: 'ended',
    outcome: 'stopped',
    endedBy: BOB,
    sentence: frozenSentence(FROZEN),
    released: state !== 'running',
  });
  expect(refusal(stopped, stoppedBy(FROZEN))).toBe('wrong-state');
});
