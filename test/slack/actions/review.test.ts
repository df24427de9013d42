import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Event } from '../../../src/domain/request/request.ts';
import { ACTION } from '../../../src/slack/messages/action-ids.ts';
import { digestOfPlan } from '../../../src/domain/request/plan.ts';
import { testPlan } from '../../helpers/request.ts';
import { askedIn } from '../slack-world.ts';
import { type GatewayWorld, startGatewayWorld } from './gateway-world.ts';

let world: GatewayWorld;

beforeAll(async () => {
  world = await startGatewayWorld();
});

afterAll(() => world.stop());

test('what no card can show cannot be approved, but denied', async () => {
  const whole = testPlan();
  const env = [{ name: 'HIDDEN', value: 'x'.repeat(5_000) }];
  const plan = { ...whole, container: { ...whole.container, env } };
  const prepared: Event = { type: 'prepared', plan, digest: digestOfPlan(plan), warnings: [] };
  const id = await world.request(askedIn(), prepared);
  expect(await world.told('U0BOB', await world.post(ACTION.approve, id))).toContain(
    'are the most that whoever approves can be shown',
  );
  expect(await world.load(id)).toMatchObject({ state: 'pending', reviews: [] });
  const deny = await world.post(ACTION.deny, id);
  await world.changes('U0BOB', deny, id, ({ outcome }) => outcome === 'denied');
});
