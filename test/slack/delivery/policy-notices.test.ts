import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { answerOf } from '../../../src/requests/redis-connection.ts';
import type { UserGroupMembers } from '../../../src/requests/user-groups.ts';
import { plainText } from '../../../src/sandbox/slack/plain-text.ts';
import { policyNotices } from '../../../src/slack/delivery/policy-notices.ts';
import { slackCalls } from '../../../src/slack/delivery/slack-calls.ts';
import { openToldAdmins, type ToldAdmins } from '../../../src/slack/delivery/told-admins.ts';
import { createRedactor } from '../../../src/transcript/redactor.ts';
import { testPolicy } from '../../helpers/policy.ts';
import { testRedis, type TestRedis } from '../../helpers/redis.ts';
import { type SlackWorld, startSlackWorld } from '../slack-world.ts';

const BAD = ['policy.yaml:3:1: peple: is no key of a policy, did you mean "people"?'];
const OTHER = ['policy.yaml:9:5: rules.0.approvals: is missing'];
const people = { 'on-call': { slackUsers: ['U0ALICE'] }, sre: { slackUsers: ['U0BOB', 'U0CAROL'] } };
const POLICY = testPolicy({}, { people, admins: ['sre'] });
const BY_GROUP = testPolicy(
  {},
  {
    people: { ...people, platform: { slackUserGroup: 'S0SRE' } },
    admins: ['on-call', 'platform'],
  },
);

let world: SlackWorld;
let kept: TestRedis;
let redis: Redis;
let prefix: string;
let count = 0;
/** What each gateway finds wrong with its file. */
let problems: readonly string[];
let memberships: UserGroupMembers | undefined;

beforeAll(async () => {
  kept = testRedis();
  redis = new Redis(kept.url);
});

beforeEach(async () => {
  world = await startSlackWorld();
  count += 1;
  prefix = `${kept.prefix}-${count}`;
  problems = [];
  memberships = undefined;
});

afterEach(() => world.stop());

afterAll(async () => {
  redis.disconnect();
  await kept.cleanup();
});

const gateway = (
  options: { policy?: typeof POLICY; problems?: () => readonly string[]; told?: ToldAdmins } = {},
) =>
  policyNotices({
    policy: () => options.policy ?? POLICY,
    problems: options.problems ?? (() => problems),
    membershipsNow: async () => memberships,
    slack: slackCalls(world.client, () => Promise.resolve()),
    told: options.told ?? openToldAdmins({ redis, prefix }),
    redactor: createRedactor({ extraSecrets: ['xoxb-the-token'] }),
    logger: world.logger,
  });

/** What the bot has written to someone, oldest first. */
async function toldTo(who: string): Promise<string[]> {
  return (await world.person(who).read(`D${who.slice(1)}`)).map(plainText);
}

const told = async () => (await Promise.all(['U0BOB', 'U0CAROL'].map(toldTo))).map((texts) => texts.length);

describe('admins', () => {
  test('hear of a bad edit with what is wrong where, and when the file is in order again', async () => {
    const look = gateway();
    await look();
    expect(await told()).toEqual([0, 0]);
    problems = BAD;
    await look();
    const [text, ...none] = await toldTo('U0BOB');
    expect(none).toEqual([]);
    expect(text).toContain('stays in force');
    expect(text).toContain(BAD[0]);
    problems = [];
    await look();
    expect((await toldTo('U0CAROL')).at(-1)).toContain('in order again');
    expect(await told()).toEqual([2, 2]);
    expect(await toldTo('U0ALICE')).toEqual([]);
  });

  test('hear each text once, over many looks of many gateways, and another text anew', async () => {
    const looks = [gateway(), gateway(), gateway()];
    const lookAll = async () => {
      for (let time = 0; time < 3; time += 1) await Promise.all(looks.map((look) => look()));
    };
    problems = BAD;
    await lookAll();
    expect(await told()).toEqual([1, 1]);
    problems = OTHER;
    await lookAll();
    expect(await told()).toEqual([2, 2]);
    problems = [];
    await lookAll();
    expect(await told()).toEqual([3, 3]);
    // The same mistake a second time is news.
    world.passSeconds(60);
    problems = BAD;
    await lookAll();
    expect(await told()).toEqual([4, 4]);
  });

  test('hear last that it is in order, also when a slow gateway sees the bad file after others saw it corrected', async () => {
    let late = BAD;
    const quick = gateway();
    const slow = gateway({ problems: () => late });
    problems = BAD;
    await quick();
    problems = [];
    await quick();
    await slow();
    world.passSeconds(60);
    late = [];
    await slow();
    expect((await toldTo('U0BOB')).at(-1)).toContain('in order again');
  });

  test('of a gateway that was restarted hear that what the one before told of is over', async () => {
    problems = BAD;
    await gateway()();
    problems = [];
    await gateway()();
    expect((await toldTo('U0BOB')).at(-1)).toContain('in order again');
  });

  test('are nobody where the policy names none', async () => {
    problems = BAD;
    await gateway({ policy: testPolicy() })();
    expect(await world.calls('chat.postMessage')).toEqual([]);
  });
});

describe('what cannot be told now is told by a later look, to those who have not heard it', () => {
  test('while Slack is away', async () => {
    const look = gateway();
    problems = BAD;
    await world.fault('chat.postMessage', { status: 503 });
    await look();
    expect(await told()).toEqual([0, 1]);
    expect(world.log.filter((line) => line.includes('could not be told'))).toHaveLength(1);
    await look();
    await look();
    expect(await told()).toEqual([1, 1]);
  });

  test('while Slack does not tell who is in a user group; who is named by id hears it at once', async () => {
    const look = gateway({ policy: BY_GROUP });
    problems = BAD;
    await look();
    expect([await told(), (await toldTo('U0ALICE')).length]).toEqual([[0, 0], 1]);
    memberships = { members: { S0SRE: ['U0BOB', 'U0CAROL'] }, at: 0 };
    await look();
    expect([await told(), (await toldTo('U0ALICE')).length]).toEqual([[1, 1], 1]);
  });

  test('while Redis is away', async () => {
    const store = openToldAdmins({ redis, prefix });
    let away = true;
    const look = gateway({
      told: {
        exchange: (...what) =>
          away ? answerOf(Promise.reject(new Error('Redis is away'))) : store.exchange(...what),
      },
    });
    problems = BAD;
    await look();
    expect(await told()).toEqual([0, 0]);
    away = false;
    await look();
    expect(await told()).toEqual([1, 1]);
  });

  test('but not what is over by then', async () => {
    const look = gateway();
    await look();
    problems = BAD;
    await world.fault('chat.postMessage', { status: 503 }, 2);
    await look();
    problems = [];
    await look();
    expect(await told()).toEqual([0, 0]);
  });
});

test('an admin whom Slack does not let be told keeps it from no other', async () => {
  const look = gateway({
    policy: testPolicy(
      {},
      { people: { ...people, sre: { slackUsers: ['U0GONE', 'U0BOB'] } }, admins: ['sre'] },
    ),
  });
  problems = BAD;
  await look();
  await look();
  expect(await toldTo('U0BOB')).toHaveLength(1);
  expect(world.log.filter((line) => line.includes('U0GONE'))).toHaveLength(1);
});

test('a file with a problem on every line, each as long as may be, fits into a message, without secrets', async () => {
  problems = [
    'policy.yaml:1:1: xoxb-the-token <!channel>: is no key',
    ...Array.from({ length: 500 }, (_, line) => `policy.yaml:${line + 2}:1: ${'x'.repeat(5_000)}`),
  ];
  await gateway()();
  const [text] = await toldTo('U0BOB');
  expect(text).toContain('And 481 more');
  expect(text).toContain('<!channel>: is no key');
  expect(text).not.toContain('the-token');
  expect(text?.length).toBeLessThan(4_000);
});
