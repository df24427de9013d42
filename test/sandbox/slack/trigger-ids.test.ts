import { expect, test } from '@jest/globals';
import { TriggerIds } from '../../../src/sandbox/slack/trigger-ids.ts';
import { handClock } from './support.ts';

test('a trigger id is good once, within three seconds', () => {
  const clock = handClock();
  const triggers = new TriggerIds(clock.now);
  const [once, late] = [triggers.issue(), triggers.issue()];
  clock.advance(3000);
  expect(triggers.redeem(once)).toBe('redeemed');
  expect(triggers.redeem(once)).toBe('exchanged_trigger_id');
  clock.advance(1);
  expect(triggers.redeem(late)).toBe('expired_trigger_id');
  expect(triggers.redeem('1.2.guessed')).toBe('invalid_trigger_id');
});
