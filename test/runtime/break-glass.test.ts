import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { plainText } from '../../src/sandbox/slack/plain-text.ts';
import { testPolicy } from '../helpers/policy.ts';
import {
  askedCard,
  CHANNEL,
  privately,
  reads,
  replies,
  type SandboxWorld,
  startSandboxWorld,
} from '../helpers/sandbox-world.ts';
import { SECURITY, withSecurity } from '../slack/slack-world.ts';

const EMERGENCY = '/debug pod cart-0 busybox --break-glass --reason "checkout is down"';

let world: SandboxWorld;

beforeAll(async () => {
  world = await startSandboxWorld({ workspace: withSecurity() });
});

afterAll(() => world.stop());

const policyTelling = (announce: string) =>
  testPolicy({ breakGlass: { requesters: ['on-call'], announce, remindEvery: '1h' } });
const ran = () =>
  world.cluster.requests().filter(({ path, status }) => status === 101 && path.includes('command=id'));

test('a broken glass starts at once, is told aloud, and is reviewed by someone else afterwards', async () => {
  const keyhole = await world.keyhole({ policy: policyTelling(SECURITY) });
  const card = await askedCard(world.alice, `${EMERGENCY} -- id`);
  await replies(world.carol, card.ts, 'exit code 0');
  const waiting = await reads(world.carol, card.ts, 'It waits for review.');
  expect(waiting).toMatch(/^:rotating_light: Break-glass: debug cart-0/);
  expect(waiting).not.toContain('[Approve]');

  const announcement = await world.carol.waitFor(SECURITY, 'the announcement', (messages) =>
    messages.find((message) => plainText(message).includes('[Acknowledge]')),
  );
  expect(plainText(announcement)).toContain('checkout is down');
  expect((await world.bob.directMessages()).map(plainText)).toContainEqual(
    expect.stringContaining('debugged `cart-0` in `sandbox` / `shop` without approval.'),
  );

  await world.alice.click(CHANNEL, card.ts, 'keyhole-acknowledge');
  await privately(world.alice, 'You asked for this yourself');
  await world.bob.click(SECURITY, announcement.ts, 'keyhole-acknowledge');
  await world.bob.waitForModal();
  expect(await world.bob.submit({ 'keyhole-words': 'it was needed' })).toEqual({ kind: 'closed' });
  const reviewed = await reads(world.carol, card.ts, 'Reviewed by <@U0BOB>');
  expect(reviewed).toContain('it was needed');
  expect(reviewed).toMatch(/^:rotating_light: Break-glass/);
  await keyhole.stop();
});

test('where it cannot be told nothing runs, and its requester hears what to do', async () => {
  const before = ran().length;
  const keyhole = await world.keyhole({ policy: policyTelling('C0GENERAL') });
  const card = await askedCard(world.alice, `${EMERGENCY} -- id`);
  expect(await reads(world.alice, card.ts, 'Failed')).toContain('/invite @keyhole');
  await replies(world.alice, card.ts, '[Ask again]');
  expect(ran()).toHaveLength(before);
  await keyhole.stop();
});
