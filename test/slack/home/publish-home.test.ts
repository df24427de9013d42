import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import type { Person } from '../../../src/domain/request/person.ts';
import type { Trigger } from '../../../src/domain/request/triggers.ts';
import { type SlackCalls, slackCalls } from '../../../src/slack/delivery/slack-calls.ts';
import { homeOpened } from '../../../src/slack/home/home-opened.ts';
import { openHomeOpeners } from '../../../src/slack/home/home-openers.ts';
import { publishHome, type PublishHomeDeps } from '../../../src/slack/home/publish-home.ts';
import { updateHomes } from '../../../src/slack/home/update-homes.ts';
import { testPolicy } from '../../helpers/policy.ts';
import { type TestRedis, testRedis } from '../../helpers/redis.ts';
import { ALICE, BOB, CAROL, MALLORY, prepared } from '../../helpers/request.ts';
import { askedIn, type SlackWorld, startSlackWorld } from '../slack-world.ts';

let world: SlackWorld;
let store: TestRedis;
let redis: Redis;
let slack: SlackCalls;
let deps: PublishHomeDeps;
let told: readonly Person[];

beforeAll(async () => {
  world = await startSlackWorld();
  slack = slackCalls(world.client, async (ms) => world.passSeconds(ms / 1000));
  store = testRedis();
  redis = new Redis(store.url);
});

beforeEach(() => {
  // A minute of Slack's, so that its limits are met by nobody but who tests them.
  world.passSeconds(60);
  told = [ALICE, BOB, CAROL, MALLORY];
  deps = {
    slack,
    shown: world.shown,
    logger: world.logger,
    requests: world.requests,
    openers: openHomeOpeners({ redis, prefix: store.prefix, now: () => Date.now() }),
    people: async (slackId) => told.find((person) => person.slackId === slackId),
    policy: () => testPolicy(),
  };
});

afterAll(async () => {
  redis.disconnect();
  await store.cleanup();
  await world.stop();
});

const published = async () => (await world.calls('views.publish')).length;
const shownTo = async ({ slackId }: Person) =>
  JSON.stringify((await world.person(slackId).home())?.blocks ?? []);

describe("someone's Home tab", () => {
  test('is published for nobody who has not opened it', async () => {
    const before = await published();
    await publishHome(deps, CAROL.slackId);
    expect(await published()).toBe(before);
  });

  test('is published when it was opened, and then when it shows something else', async () => {
    await deps.openers.opened(BOB.slackId);
    const before = await published();
    await publishHome(deps, BOB.slackId);
    await publishHome(deps, BOB.slackId);
    expect(await published()).toBe(before + 1);
    await world.write('home00001', askedIn(), prepared());
    await publishHome(deps, BOB.slackId);
    expect(await published()).toBe(before + 2);
    expect(await shownTo(BOB)).toContain('Waits for your decision');
    await deps.openers.opened(BOB.slackId);
    await publishHome(deps, BOB.slackId);
    expect(await published()).toBe(before + 3);
  });

  test('links to the thread, which Slack is asked for once', async () => {
    const posted = await slack.post({ channel: 'C0INCIDENT' }, { text: 'card', blocks: [] });
    if (posted.kind === 'refused') throw new Error(posted.error);
    await world.shown.writeMessage('home00001', 'card', { ts: posted.ts, digest: '' });
    for (const person of [BOB, ALICE]) {
      await deps.openers.opened(person.slackId);
      await publishHome(deps, person.slackId);
      expect(await shownTo(person)).toMatch(/<http[^|]*C0INCIDENT[^|]*\|open its thread>/);
    }
    expect(await world.calls('chat.getPermalink')).toHaveLength(1);
  });

  test('is tried again where it fails', async () => {
    await deps.openers.opened(ALICE.slackId);
    await world.fault('views.publish', { status: 503 });
    await expect(publishHome(deps, ALICE.slackId)).rejects.toThrow('503');
    const before = await published();
    await publishHome(deps, ALICE.slackId);
    expect(await published()).toBe(before + 1);
  });

  test('is let be where Slack takes none, until it is opened again', async () => {
    await deps.openers.opened(ALICE.slackId);
    await world.fault('views.publish', { error: 'not_enabled' });
    await publishHome(deps, ALICE.slackId);
    expect(await deps.openers.isOne(ALICE.slackId)).toBe(false);
    expect(world.log.join()).toContain('not_enabled');
  });

  test('is not shown to whom Slack does not tell of, and tried again', async () => {
    told = [];
    await deps.openers.opened(CAROL.slackId);
    const before = await published();
    await expect(publishHome(deps, CAROL.slackId)).rejects.toThrow('Slack did not tell who U0CAROL is');
    expect(await published()).toBe(before);
  });
});

describe('a request that changed', () => {
  test('has the tabs updated of who asked and who may decide, as far as they were opened', async () => {
    const added: Trigger[] = [];
    const updating = { ...deps, add: async (triggers: readonly Trigger[]) => void added.push(...triggers) };
    for (const { slackId } of [ALICE, BOB, CAROL, MALLORY]) await deps.openers.opened(slackId);
    await updateHomes(updating, 'home00001');
    expect(added.map(({ id }) => id).sort()).toEqual(['U0ALICE', 'U0BOB']);
    expect(new Set(added.map(({ job }) => job))).toEqual(new Set(['update-home']));
    await deps.openers.forget(BOB.slackId);
    added.length = 0;
    await updateHomes(updating, 'home00001');
    expect(added.map(({ id }) => id)).toEqual(['U0ALICE']);
    added.length = 0;
    await updateHomes(updating, 'gone');
    expect(added).toEqual([]);
  });
});

describe('opening the app', () => {
  test('counts on its Home tab only, and is answered at once', async () => {
    const added: Trigger[] = [];
    const opened: string[] = [];
    const listener = homeOpened({
      homes: { opened: async (slackId) => void opened.push(slackId) },
      add: async (triggers) => void added.push(...triggers),
    });
    const event = { type: 'app_home_opened' as const, user: 'U0ALICE', channel: 'D1', event_ts: '1' };
    await listener({ event: { ...event, tab: 'messages' } });
    expect([opened, added]).toEqual([[], []]);
    await listener({ event: { ...event, tab: 'home' } });
    expect(opened).toEqual(['U0ALICE']);
    expect(added).toEqual([expect.objectContaining({ job: 'update-home', id: 'U0ALICE', delayMs: 0 })]);
  });
});
