import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Person } from '../../src/domain/request/person.ts';
import { type Home, lookUpPeople } from '../../src/slack/people.ts';
import { type ScriptedUsers, startScriptedUsers } from './scripted-users.ts';
import { type SlackWorld, startSlackWorld } from './slack-world.ts';

const MINUTES_MS = 60_000;

let world: SlackWorld;

beforeAll(async () => {
  world = await startSlackWorld();
});

afterAll(() => world.stop());

const noUserGroups = () => Promise.resolve((person: Person) => person);

function lookUp(
  options: {
    home?: Home | undefined;
    now?: () => number;
    peopleNow?: () => Promise<(person: Person) => Person>;
  } = {},
) {
  const home = 'home' in options ? options.home : { team: 'T0ACME' };
  return lookUpPeople({
    client: world.client,
    home: () => home,
    peopleNow: options.peopleNow ?? noUserGroups,
    logger: world.logger,
    now: options.now ?? (() => 0),
  });
}

const askedSlack = async () => (await world.calls('users.info')).length;

describe('people of the workspace', () => {
  test('are told with name and address', async () => {
    expect(await lookUp()('U0ALICE')).toEqual({
      slackId: 'U0ALICE',
      name: 'alice',
      email: 'alice@example.com',
    });
  });

  test('many looks at once ask Slack once', async () => {
    const before = await askedSlack();
    const look = lookUp();
    const people = await Promise.all(Array.from({ length: 20 }, () => look('U0ALICE')));
    expect(people.map((person) => person?.name)).toEqual(Array(20).fill('alice'));
    expect((await askedSlack()) - before).toBe(1);
  });

  test('bots are nobody, not even our own', async () => {
    expect(await lookUp()('U0KEYHOLE')).toBeUndefined();
  });

  test('whoever Slack does not know is nobody, and the log says so', async () => {
    expect(await lookUp()('U0NOBODY')).toBeUndefined();
    expect(world.log.at(-1)).toContain('user_not_found');
  });

  test('people of another workspace are nobody', async () => {
    expect(await lookUp({ home: { team: 'T0OTHER' } })('U0ALICE')).toBeUndefined();
  });

  test('before the bot knows where it is installed, everybody is nobody', async () => {
    expect(await lookUp({ home: undefined })('U0ALICE')).toBeUndefined();
  });
});

describe('answers', () => {
  test('are believed for five minutes, then asked for again', async () => {
    let now = 0;
    const people = lookUp({ now: () => now });
    const before = await askedSlack();
    await people('U0BOB');
    now = 5 * MINUTES_MS - 1;
    expect(await people('U0BOB')).toMatchObject({ name: 'bob' });
    expect(await askedSlack()).toBe(before + 1);
    now = 5 * MINUTES_MS;
    expect(await people('U0BOB')).toMatchObject({ name: 'bob' });
    expect(await askedSlack()).toBe(before + 2);
  });

  test('of one are not taken for another', async () => {
    const people = lookUp();
    await people('U0BOB');
    expect(await people('U0CAROL')).toMatchObject({ slackId: 'U0CAROL', email: 'carol@example.com' });
  });

  test.each([{ status: 500 }, { error: 'internal_error' }, { status: 429, retryAfter: 30 }])(
    'that Slack fails to give (%j) are not kept: the next time counts',
    async (how) => {
      const people = lookUp();
      await world.fault('users.info', how);
      expect(await people('U0ALICE')).toBeUndefined();
      expect(await people('U0ALICE')).toMatchObject({ name: 'alice' });
    },
  );
});

describe('user groups', () => {
  test('are those of now, however long the rest is remembered', async () => {
    const inGroups = [['S0SRE'], []];
    const people = lookUp({
      peopleNow: async () => {
        const userGroups = inGroups.shift() ?? [];
        return (person) => ({ ...person, userGroups });
      },
    });
    const before = await askedSlack();
    expect(await people('U0BOB')).toMatchObject({ name: 'bob', userGroups: ['S0SRE'] });
    expect(await people('U0BOB')).toMatchObject({ name: 'bob', userGroups: [] });
    expect(await askedSlack()).toBe(before + 1);
  });

  test('of nobody make nobody somebody', async () => {
    const people = lookUp({ peopleNow: async () => (person) => ({ ...person, userGroups: ['S0SRE'] }) });
    expect(await people('U0KEYHOLE')).toBeUndefined();
  });
});

describe('people that need a closer look', () => {
  const HOME: Home = { team: 'T0ACME', enterprise: 'E0ACME' };
  const profile = { display_name: 'Zoe', email: 'zoe@example.com' };
  const ours = { team_id: 'T0ACME', profile };
  let users: ScriptedUsers;

  beforeAll(async () => {
    users = await startScriptedUsers({
      DEACTIVATED: { ...ours, deleted: true },
      STRANGER: { ...ours, is_stranger: true },
      BOT: { ...ours, is_bot: true },
      ELSEWHERE: { team_id: 'T0OTHER', profile },
      SISTER: { team_id: 'T0OTHER', enterprise_user: { enterprise_id: 'E0ACME' }, profile },
      COUSIN: { team_id: 'T0OTHER', enterprise_user: { enterprise_id: 'E0OTHER' }, profile },
      UNCONFIRMED: { ...ours, is_email_confirmed: false },
      CONFIRMED: { ...ours, is_email_confirmed: true },
      NAMELESS: { team_id: 'T0ACME', name: 'zoe', profile: { display_name: '', email: '' } },
    });
  });

  afterAll(() => users.stop());

  const people = (home = HOME) =>
    lookUpPeople({
      client: users.client,
      home: () => home,
      peopleNow: noUserGroups,
      logger: world.logger,
      now: () => 0,
    });

  test.each(['DEACTIVATED', 'STRANGER', 'BOT', 'ELSEWHERE', 'COUSIN'])('%s is nobody', async (id) => {
    expect(await people()(id)).toBeUndefined();
  });

  test('someone of another workspace of the same organization is somebody', async () => {
    expect(await people()('SISTER')).toMatchObject({ slackId: 'SISTER', name: 'Zoe' });
  });

  test('without an organization of our own, no organization counts', async () => {
    expect(await people({ team: 'T0ACME' })('SISTER')).toBeUndefined();
  });

  test('an address that nobody confirmed counts for nothing', async () => {
    expect(await people()('UNCONFIRMED')).toEqual({ slackId: 'UNCONFIRMED', name: 'Zoe' });
    expect(await people()('CONFIRMED')).toMatchObject({ email: 'zoe@example.com' });
  });

  test('without a display name the handle is the name, and no address is no address', async () => {
    expect(await people()('NAMELESS')).toEqual({ slackId: 'NAMELESS', name: 'zoe' });
  });

  test('a Slack that does not answer keeps nobody waiting for more than two seconds', async () => {
    const began = performance.now();
    const asked = users.asked();
    expect(await people()('SILENT')).toBeUndefined();
    expect(users.asked()).toBe(asked + 1);
    expect(performance.now() - began).toBeGreaterThan(1_900);
    expect(performance.now() - began).toBeLessThan(2_900);
  });
});
