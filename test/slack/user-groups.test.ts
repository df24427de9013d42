import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import type { Policy } from '../../src/domain/policy/policy.ts';
import { answerOf } from '../../src/requests/redis-connection.ts';
import { openUserGroups, type UserGroups } from '../../src/requests/user-groups.ts';
import { slackUserGroups } from '../../src/slack/user-groups.ts';
import { testPolicy } from '../helpers/policy.ts';
import { testRedis, type TestRedis } from '../helpers/redis.ts';
import { type SlackWorld, startSlackWorld } from './slack-world.ts';

const policyOf = (...userGroups: readonly string[]) =>
  testPolicy(
    {},
    {
      people: {
        'on-call': { slackUsers: ['U0ALICE'] },
        sre: { slackUsers: ['U0BOB'] },
        ...Object.fromEntries(userGroups.map((id) => [id.toLowerCase(), { slackUserGroup: id }])),
      },
    },
  );

let world: SlackWorld;
let kept: TestRedis;
let redis: Redis;
let store: UserGroups;
let now = 0;
let begun = 0;
let prefixes = 0;

beforeAll(async () => {
  world = await startSlackWorld();
  kept = testRedis();
  redis = new Redis(kept.url);
});

beforeEach(async () => {
  prefixes += 1;
  store = openUserGroups({ redis, prefix: `${kept.prefix}-${prefixes}` });
  now = 1_000_000;
  world.passSeconds(60);
  await change('S0SRE', { users: ['U0BOB', 'U0CAROL'], enabled: true });
  begun = await calls();
});

afterAll(async () => {
  redis.disconnect();
  await kept.cleanup();
  await world.stop();
});

async function change(id: string, to: object): Promise<void> {
  const response = await fetch(`${world.slack.url}/sandbox/api/user-groups/${id}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(to),
  });
  if (!response.ok) throw new Error(await response.text());
}

const calls = async () => (await world.calls('usergroups.list')).length;
const asked = async () => (await calls()) - begun;
const gateway = (policy: () => Policy = () => policyOf('S0SRE')) =>
  slackUserGroups({ client: world.client, store, policy, logger: world.logger, now: () => now });
const BOB = { slackId: 'U0BOB', name: 'bob' };
const logged = (text: string) => world.log.filter((line) => line.includes(text)).length;

describe('memberships', () => {
  test('are told by one call for all groups, and only those that the policy names are kept', async () => {
    const groups = gateway(() => policyOf('S0SRE', 'S0PAYMENTS'));
    const members = { S0SRE: ['U0BOB', 'U0CAROL'], S0PAYMENTS: ['U0ALICE', 'U0CAROL'] };
    expect(await groups.membershipsNow()).toEqual({ members, at: now });
    expect(await asked()).toBe(1);
    expect(await store.read()).toEqual({ members, at: now });
    expect(await gateway().membershipsNow()).toMatchObject({ members: { S0SRE: members.S0SRE } });
  });

  test('are believed for a minute, by every gateway, then asked for again', async () => {
    await gateway().membershipsNow();
    await change('S0SRE', { users: ['U0ALICE'] });
    now += 60_000;
    expect((await gateway().peopleNow())(BOB)).toEqual({ ...BOB, userGroups: ['S0SRE'] });
    now += 1;
    expect((await gateway().peopleNow())(BOB)).toEqual({ ...BOB, userGroups: [] });
    expect(await asked()).toBe(2);
  });

  test('many looks at once ask Slack once', async () => {
    const groups = gateway();
    const told = await Promise.all(Array.from({ length: 20 }, () => groups.membershipsNow()));
    const whole = { members: { S0SRE: ['U0BOB', 'U0CAROL'] }, at: now };
    expect(told).toEqual(told.map(() => whole));
    expect(await asked()).toBe(1);
  });

  test('nothing is asked where the policy names no user group', async () => {
    const groups = gateway(() => policyOf());
    expect(await groups.membershipsNow()).toBeUndefined();
    expect((await groups.peopleNow())(BOB)).toEqual(BOB);
    await groups.renew();
    expect(await asked()).toBe(0);
  });

  test('a group that the policy came to name is asked for at once', async () => {
    let policy = policyOf('S0SRE');
    const groups = gateway(() => policy);
    await groups.membershipsNow();
    policy = policyOf('S0SRE', 'S0PAYMENTS');
    expect((await groups.membershipsNow())?.members).toHaveProperty('S0PAYMENTS');
    expect(await asked()).toBe(2);
  });

  test('nobody is in a group that was switched off, though Slack were to list it', async () => {
    const off = { id: 'S0SRE', users: ['U0BOB'], date_delete: 1_700_000_000 };
    const listed = { ...off, id: 'S0LISTED', date_delete: 0 };
    const list = async () => ({ ok: true, usergroups: [off, listed] });
    const { membershipsNow } = slackUserGroups({
      client: Object.assign(Object.create(world.client), { usergroups: { list } }),
      store,
      policy: () => policyOf('S0SRE', 'S0LISTED'),
      logger: world.logger,
      now: () => now,
    });
    expect((await membershipsNow())?.members).toEqual({ S0SRE: [], S0LISTED: ['U0BOB'] });
  });

  test('nobody is in a group that was switched off or that there is not, and the log says so once', async () => {
    await change('S0SRE', { enabled: false });
    const groups = gateway(() => policyOf('S0SRE', 'S0NONE'));
    const before = logged('does not have or has switched off');
    expect((await groups.membershipsNow())?.members).toEqual({ S0SRE: [], S0NONE: [] });
    now += 60_001;
    await groups.membershipsNow();
    expect(await asked()).toBe(2);
    expect(logged('does not have or has switched off')).toBe(before + 1);
  });
});

describe('while Slack does not tell', () => {
  test.each([
    { error: 'plan_upgrade_required' },
    { error: 'missing_scope' },
    { status: 500 },
    { status: 429, retryAfter: 30 },
  ])('%j: nobody is known to be in a group, and the next look counts', async (how) => {
    const groups = gateway();
    await world.fault('usergroups.list', how);
    expect(await groups.membershipsNow()).toBeUndefined();
    expect((await groups.peopleNow())(BOB)).toEqual({ ...BOB, userGroups: ['S0SRE'] });
  });

  test('what it told before counts for its minute and no longer', async () => {
    const groups = gateway();
    await groups.membershipsNow();
    await world.fault('usergroups.list', { status: 500 });
    now += 60_000;
    expect(await groups.membershipsNow()).toBeDefined();
    now += 1;
    expect((await groups.peopleNow())({ ...BOB, userGroups: ['S0SRE'] })).toEqual(BOB);
  });

  test('the log says it once, and once that it is over', async () => {
    const groups = gateway();
    const before = [logged('Slack does not tell who is in'), logged('Slack tells again')];
    await world.fault('usergroups.list', { error: 'internal_error' }, 3);
    for (let look = 0; look < 5; look += 1) await groups.membershipsNow();
    expect([logged('Slack does not tell who is in'), logged('Slack tells again')]).toEqual(
      before.map((times) => times + 1),
    );
  });

  test('a look takes two seconds at most; what comes later is there for the next', async () => {
    const groups = gateway();
    await world.fault('usergroups.list', { delayMs: 2_400 });
    const began = performance.now();
    expect(await groups.membershipsNow()).toBeUndefined();
    expect(performance.now() - began).toBeLessThan(2_300);
    expect((await groups.membershipsNow())?.members).toEqual({ S0SRE: ['U0BOB', 'U0CAROL'] });
    expect(await asked()).toBe(1);
  });
});

describe('renewing', () => {
  test('asks Slack when what is known is older than 45 s', async () => {
    const groups = gateway();
    await groups.renew();
    now += 45_000;
    await groups.renew();
    expect(await asked()).toBe(1);
    now += 1;
    await groups.renew();
    expect(await asked()).toBe(2);
    expect(await store.read()).toMatchObject({ at: now });
  });

  test('of a Slack that does not tell keeps what was told before, with its age', async () => {
    const groups = gateway();
    await groups.renew();
    const before = await store.read();
    now += 50_000;
    await world.fault('usergroups.list', { status: 500 });
    await groups.renew();
    expect(await store.read()).toEqual(before);
  });
});

test('without Redis it says so, rather than ask Slack at every look', async () => {
  store = { ...store, read: () => answerOf(Promise.reject(new Error('Redis is away'))) };
  await expect(gateway().membershipsNow()).rejects.toMatchObject({ code: 'redis-failed' });
  expect(await asked()).toBe(0);
});
