import { expect, test } from '@jest/globals';
import { TriggerIds } from '../../../src/sandbox/slack/trigger-ids.ts';
import { handClock } from './support.ts';

test('a trigger id is good once, within three seconds', () => {
  const clock = handClock();
  const triggers = new TriggerIds(clock.now);
  const [once, late] = [triggers.issue('U0BOB'), triggers.issue('U0BOB')];
  clock.advance(3000);
  expect(triggers.redeem(once)).toEqual({ kind: 'redeemed', userId: 'U0BOB' });
  expect(triggers.redeem(once)).toEqual({ kind: 'refused', error: 'exchanged_trigger_id' });
  clock.advance(1);
  expect(triggers.redeem(late)).toEqual({ kind: 'refused', error: 'expired_trigger_id' });
  expect(triggers.redeem('1.2.guessed')).toEqual({ kind: 'refused', error: 'invalid_trigger_id' });
});
