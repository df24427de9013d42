import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Policy } from '../../../src/domain/policy/policy.ts';
import { announceChannels } from '../../../src/slack/delivery/announce-channels.ts';
import { slackCalls } from '../../../src/slack/delivery/slack-calls.ts';
import { testPolicy } from '../../helpers/policy.ts';
import { type SlackWorld, startSlackWorld } from '../slack-world.ts';

let world: SlackWorld;
let policy: Policy;

beforeEach(async () => {
  world = await startSlackWorld();
});

afterEach(() => world.stop());

const announcingIn = (announce: string) => testPolicy({ breakGlass: { requesters: ['on-call'], announce } });
const gateway = () =>
  announceChannels({
    policy: () => policy,
    slack: slackCalls(world.client, () => Promise.resolve()),
    logger: world.logger,
  });
const warnings = () => world.log.map((line) => JSON.parse(line)).filter(({ level }) => level === 'warn');

test.each([
  ['C0GENERAL', 'not_in_channel'],
  ['C0PAYMENTS', 'channel_not_found'],
  ['C0NOWHERE', 'channel_not_found'],
])('%s is warned of: %s', async (channel, error) => {
  policy = announcingIn(channel);
  const look = gateway();
  await look();
  await look();
  expect(warnings()).toEqual([
    expect.objectContaining({ channel, error, msg: expect.stringContaining('invite @keyhole') }),
  ]);
});

test('a channel that Keyhole is in is not', async () => {
  policy = announcingIn('C0INCIDENT');
  await gateway()();
  expect(warnings()).toEqual([]);
  expect(await world.calls('conversations.info')).toHaveLength(1);
});

test('each policy that comes into force is looked at once, one without such a rule not at all', async () => {
  policy = testPolicy();
  const look = gateway();
  await look();
  expect(await world.calls('conversations.info')).toEqual([]);
  policy = announcingIn('C0GENERAL');
  await look();
  policy = announcingIn('C0INCIDENT');
  await look();
  await look();
  expect(await world.calls('conversations.info')).toHaveLength(2);
  expect(warnings()).toHaveLength(1);
});

test('what Slack did not answer is asked again by the next look, and told once', async () => {
  policy = announcingIn('C0GENERAL');
  const look = gateway();
  await world.fault('conversations.info', { status: 503 }, 2);
  await look();
  await look();
  await look();
  expect(warnings().map(({ error }) => error)).toEqual([expect.stringContaining('503'), 'not_in_channel']);
});
