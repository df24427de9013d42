import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { PersonClient, SeenMessage } from '../../src/sandbox/slack/person-client.ts';
import { plainText } from '../../src/sandbox/slack/plain-text.ts';
import { testPolicy } from '../helpers/policy.ts';
import {
  askedCard,
  CHANNEL,
  reads,
  replies,
  type SandboxWorld,
  startSandboxWorld,
} from '../helpers/sandbox-world.ts';
import { until } from '../sandbox/slack/support.ts';

let world: SandboxWorld;

beforeAll(async () => {
  world = await startSandboxWorld();
});

afterAll(() => world.stop());

/** Bob and Carol, who may decide. */
const policyWith = (notify: string) => testPolicy({ notify, approvals: [{ from: ['payments'], count: 1 }] });

const told = (person: PersonClient, text: RegExp): Promise<SeenMessage> =>
  until(`a direct message with ${text}`, async () =>
    (await person.directMessages()).find((message) => text.test(plainText(message))),
  );

test('who may decide is mentioned on the card, and hears nothing twice over a restart; who asked hears the outcome', async () => {
  const first = await world.keyhole({ policy: policyWith('thread') });
  const card = await askedCard(world.alice, '/debug pod cart-0 busybox -- id');
  expect(plainText(card)).toContain('<@U0CAROL>, <@U0BOB>: this waits for your decision');
  await first.stop();
  const second = await world.keyhole({ policy: policyWith('thread') });
  await world.carol.click(CHANNEL, card.ts, 'keyhole-deny');
  await world.carol.waitForModal();
  await world.carol.submit({ 'keyhole-words': 'not now' });
  expect(plainText(await replies(world.alice, card.ts, 'not now'))).toContain('<@U0ALICE>');
  expect(await reads(world.alice, card.ts, 'Denied')).not.toContain('this waits for your decision');
  const calls = (await world.alice.read(CHANNEL)).filter(({ isBot, ephemeral }) => isBot && !ephemeral);
  expect(calls.map(({ threadTs }) => threadTs)).toEqual([undefined, card.ts]);
  await second.stop();
});

test('a direct message can be decided on, and those of the others tell who did', async () => {
  const first = await world.keyhole({ policy: policyWith('dm') });
  const card = await askedCard(world.alice, '/debug pod cart-1 busybox -- hostname');
  expect(plainText(card)).not.toContain('this waits for your decision');
  const copy = await told(world.bob, /hostname[^]*\[Approve\] \[Deny\]/);
  await told(world.carol, /hostname[^]*\[Approve\] \[Deny\]/);
  await first.stop();
  const second = await world.keyhole({ policy: policyWith('dm') });
  expect(await world.bob.click(copy.channel, copy.ts, 'keyhole-approve')).toMatchObject({ ok: true });
  await reads(world.alice, card.ts, 'Completed, exit code 0');
  const decided = await told(world.carol, /^:white_check_mark: Approved/);
  expect(plainText(decided)).toContain('approved by <@U0BOB>');
  expect(await world.carol.directMessages()).toHaveLength(1);
  await second.stop();
});
