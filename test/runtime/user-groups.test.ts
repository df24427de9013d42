import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import type { SeenMessage } from '../../src/sandbox/slack/person-client.ts';
import type { Keyhole } from '../../src/runtime/start.ts';
import { openUserGroups, type UserGroupMembers, type UserGroups } from '../../src/requests/user-groups.ts';
import { testPolicy } from '../helpers/policy.ts';
import {
  askedCard,
  CHANNEL,
  privately,
  reads,
  type SandboxWorld,
  startSandboxWorld,
} from '../helpers/sandbox-world.ts';
import { until } from '../sandbox/slack/support.ts';
import { setFault } from '../slack/slack-world.ts';

/** Who may approve is in Slack's user group @sre, which holds Bob and Carol. */
const POLICY = testPolicy(
  {},
  {
    people: { 'on-call': { slackUsers: ['U0ALICE'] }, sre: { slackUserGroup: 'S0SRE' } },
  },
);

let world: SandboxWorld;
let worker: Keyhole;
let redis: Redis;
let kept: UserGroups;

beforeAll(async () => {
  world = await startSandboxWorld();
  await world.keyhole({ policy: POLICY, env: { KEYHOLE_ROLE: 'gateway' } });
  worker = await startWorker();
  redis = new Redis(world.redis.url);
  kept = openUserGroups({ redis, prefix: world.redis.prefix });
});

afterEach(async () => {
  usersOfSre(['U0BOB', 'U0CAROL']);
  await passSeconds(61);
});

afterAll(async () => {
  redis.disconnect();
  await world.stop();
});

function usersOfSre(users: readonly string[]): void {
  const group = world.slack.workspace.userGroups.find(({ id }) => id === 'S0SRE');
  if (!group) throw new Error('The workspace has no @sre');
  group.users = [...users];
}

const startWorker = () => world.keyhole({ policy: POLICY, env: { KEYHOLE_ROLE: 'worker' } });

/** Makes what is known as old as it is when no gateway asked for so long; gives the moment that it is of then. */
async function passSeconds(seconds: number): Promise<number> {
  const told = await kept.read();
  if (!told) throw new Error('Slack has told nothing yet');
  const at = told.at - seconds * 1000;
  await kept.write({ ...told, at });
  return at;
}

/** Waits until a gateway has asked Slack again. */
async function renewedAfter(at: number): Promise<UserGroupMembers> {
  return until('a renewal', async () => {
    const told = await kept.read();
    return told && told.at > at ? told : undefined;
  });
}

/** What Bob approved while no worker was there to start it. */
async function approvedAndWaiting(): Promise<SeenMessage> {
  const card = await askedCard(world.alice, '/debug pod cart-0 busybox -- id');
  await worker.stop();
  await world.bob.click(CHANNEL, card.ts, 'keyhole-approve');
  await reads(world.alice, card.ts, 'waiting for a worker');
  return card;
}

test('whoever is in the user group may approve, whoever is not may not', async () => {
  const card = await askedCard(world.alice, '/debug pod cart-0 busybox -- id');
  await world.mallory.click(CHANNEL, card.ts, 'keyhole-approve');
  await privately(world.mallory, 'you are not among them');
  await world.bob.click(CHANNEL, card.ts, 'keyhole-approve');
  await reads(world.alice, card.ts, 'Completed, exit code 0');
});

test('who was added may approve within a minute, who was taken out may not', async () => {
  const card = await askedCard(world.alice, '/debug pod cart-0 busybox -- id');
  usersOfSre(['U0MALLORY']);
  await passSeconds(61);
  await world.carol.click(CHANNEL, card.ts, 'keyhole-approve');
  await privately(world.carol, 'you are not among them');
  await world.mallory.click(CHANNEL, card.ts, 'keyhole-approve');
  await reads(world.alice, card.ts, 'Completed, exit code 0');
});

test('what the workers go by is renewed while a request is open, though nobody clicks', async () => {
  await askedCard(world.alice, '/debug pod cart-0 busybox -- id');
  const told = await renewedAfter(await passSeconds(46));
  expect(Date.now() - told.at).toBeLessThan(10_000);
  expect(told.members).toEqual({ S0SRE: ['U0BOB', 'U0CAROL'] });
});

test('an approval of someone who was taken out before the start is refused', async () => {
  const card = await approvedAndWaiting();
  usersOfSre(['U0CAROL']);
  await renewedAfter(await passSeconds(61));
  worker = await startWorker();
  expect(await reads(world.alice, card.ts, 'Refused')).toContain(
    'Someone who approved it may no longer do so',
  );
});

test('while Slack does not tell, nothing starts and nobody may approve, and they are told why', async () => {
  const card = await approvedAndWaiting();
  await setFault(world.slack, { method: 'usergroups.list', times: 1_000, status: 503 });
  await passSeconds(121);
  worker = await startWorker();
  expect(await reads(world.alice, card.ts, 'Refused')).toContain('Slack did not tell who is in sre');

  const next = await askedCard(world.alice, '/debug pod cart-1 busybox -- id');
  await world.bob.click(CHANNEL, next.ts, 'keyhole-approve');
  await privately(world.bob, 'Slack did not tell who is in sre');
  expect(await reads(world.alice, next.ts, '[Approve]')).not.toContain('Approved by');
});
