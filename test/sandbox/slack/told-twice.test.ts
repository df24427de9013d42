import { expect, test } from '@jest/globals';
import type { Delivered, Delivery, Transport } from '../../../src/sandbox/slack/deliveries.ts';
import { ToldTwice } from '../../../src/sandbox/slack/told-twice.ts';

/** Keeps what it delivers, and answers with how many it was. */
function counting(): Transport & { readonly delivered: Delivery[] } {
  const delivered: Delivery[] = [];
  return {
    delivered,
    deliver: (delivery): Promise<Delivered> =>
      Promise.resolve({ kind: 'acked', response: delivered.push(delivery) }),
    stop: () => Promise.resolve(),
  };
}

test.each([
  ['an event says so', 'events_api', undefined, { attempt: 1, reason: 'timeout' }],
  [
    'an event that was told before counts on',
    'events_api',
    { attempt: 2, reason: 'timeout' },
    { attempt: 3 },
  ],
  ['a command comes as it was', 'slash_commands', undefined, undefined],
  ['a click comes as it was', 'interactive', undefined, undefined],
] as const)('%s the second time, and the first answer counts', async (_what, type, retry, again) => {
  const transport = counting();
  const delivery: Delivery = { type, payload: { id: 1 }, ...(retry && { retry }) };
  expect(await new ToldTwice(transport).deliver(delivery)).toEqual({ kind: 'acked', response: 1 });
  const [first, second] = transport.delivered;
  expect(first).toEqual(delivery);
  expect(second).toMatchObject({ type, payload: { id: 1 } });
  if (again) expect(second?.retry).toMatchObject(again);
  else expect(second).not.toHaveProperty('retry');
});
