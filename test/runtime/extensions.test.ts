import { afterAll, beforeAll, expect, test } from '@jest/globals';
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

const POLICY = testPolicy(
  { limits: { session: '15m', extended: '20m' }, commands: { allow: ['ls *'] } },
  { fairUse: { openPerPerson: 20, openPerPod: 20 } },
);

let world: SandboxWorld;

beforeAll(async () => {
  world = await startSandboxWorld();
  await world.keyhole({ policy: POLICY });
});

afterAll(() => world.stop());

async function openSession(): Promise<string> {
  const { ts } = await askedCard(world.alice, '/debug pod api-7f9 busybox');
  await world.bob.click(CHANNEL, ts, 'keyhole-approve');
  await replies(world.alice, ts, 'For another command write `$ command` here.');
  return ts;
}

test('more time is approved by someone else, the container is told, and the card offers no more than the rule does', async () => {
  const ts = await openSession();
  expect(await reads(world.alice, ts, /Session open[^]*\[Extend\]/)).toContain(
    '15 min in all (up to 20 min when extended)',
  );
  await world.mallory.click(CHANNEL, ts, 'keyhole-extend');
  await privately(world.mallory, 'Only alice and those who may decide this request can ask for more time');
  await world.alice.click(CHANNEL, ts, 'keyhole-extend');
  const waiting = await replies(world.bob, ts, /wants the session to last longer: 20 min in all/);
  expect(await reads(world.bob, waiting.ts, /\[Approve\]/)).toContain('0 of 1 approval from sre');
  await reads(world.alice, ts, /^(?![^]*\[Extend\])[^]*\[End session\]/);
  await world.alice.click(CHANNEL, waiting.ts, 'keyhole-approve');
  await privately(world.alice, 'You asked for this yourself');
  await world.bob.click(CHANNEL, waiting.ts, 'keyhole-approve');
  expect(await reads(world.alice, waiting.ts, 'The session lasts until')).toContain('approved by <@U0BOB>');
  await world.alice.type(CHANNEL, '$ ls -a /tmp', ts);
  await replies(world.alice, ts, /ls -a[^]*\.keyhole-\w+-1200[^]*exit code 0/);
  // There is nothing left to extend.
  await reads(world.alice, ts, /^(?![^]*\[Extend\])[^]*Session open/);
});

test('more time is denied with a reason, and can be asked for again', async () => {
  const ts = await openSession();
  await world.bob.click(CHANNEL, ts, 'keyhole-extend');
  const waiting = await replies(world.bob, ts, /<@U0BOB> wants the session to last longer/);
  await world.bob.click(CHANNEL, waiting.ts, 'keyhole-approve');
  await privately(world.bob, 'You asked for this yourself');
  await world.alice.click(CHANNEL, ts, 'keyhole-end');
  await reads(world.alice, waiting.ts, 'never given: the session ended before');
  const other = await openSession();
  await world.alice.click(CHANNEL, other, 'keyhole-extend');
  const denied = await replies(world.bob, other, /wants the session to last longer/);
  await world.bob.click(CHANNEL, denied.ts, 'keyhole-deny');
  await world.bob.waitForModal();
  await world.bob.submit({ 'keyhole-words': 'lunch is ready' });
  expect(await reads(world.alice, denied.ts, 'more time, denied')).toContain('lunch is ready');
  await reads(world.alice, other, /Session open[^]*\[Extend\]/);
});
