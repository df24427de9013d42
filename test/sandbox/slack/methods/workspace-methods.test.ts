import { describe, expect, test } from '@jest/globals';
import { acmeShop, keyholeManifest } from '../../../../src/sandbox/slack/workspace.ts';
import type { SandboxSlack } from '../../../../src/sandbox/slack/server.ts';
import { callApi, handClock, postJson, slackForTest } from '../support.ts';

async function changeGroup(slack: SandboxSlack, id: string, change: object): Promise<number> {
  return (await postJson(`${slack.url}/sandbox/api/user-groups/${id}`, change)).status;
}

describe('people', () => {
  test('are known by id and by email address, in any case', async () => {
    const slack = await slackForTest();
    const alice = {
      id: 'U0ALICE',
      name: 'alice',
      real_name: 'Alice Kim',
      profile: { email: 'alice@example.com' },
    };
    expect(await callApi(slack, 'users.info', { user: 'U0ALICE' })).toMatchObject({ ok: true, user: alice });
    const byEmail = await callApi(slack, 'users.lookupByEmail', { email: 'Alice@Example.com' });
    expect(byEmail).toMatchObject({ ok: true, user: alice });
    expect(await callApi(slack, 'users.info', { user: 'U0X' })).toEqual({
      ok: false,
      error: 'user_not_found',
    });
    const nobody = await callApi(slack, 'users.lookupByEmail', { email: 'x@example.com' });
    expect(nobody).toEqual({ ok: false, error: 'users_not_found' });
  });

  test('show no address without users:read.email', async () => {
    const manifest = keyholeManifest();
    const scopes = manifest.scopes.filter((scope) => scope !== 'users:read.email');
    const slack = await slackForTest({ manifest: { ...manifest, scopes } });
    const { user } = await callApi(slack, 'users.info', { user: 'U0ALICE' });
    expect((user as { profile: object }).profile).not.toHaveProperty('email');
  });

  test('are listed with the bot among them, in pages', async () => {
    const slack = await slackForTest();
    const { members } = await callApi(slack, 'users.list');
    const shown = (members as { id: string; is_bot: boolean }[]).map(({ id, is_bot: isBot }) => [id, isBot]);
    expect(shown).toHaveLength(5);
    expect(shown).toContainEqual(['U0KEYHOLE', true]);
    const page = await callApi(slack, 'users.list', { limit: 2 });
    expect(page['members']).toHaveLength(2);
    const bad = await callApi(slack, 'users.list', { cursor: '!' });
    expect(bad).toEqual({ ok: false, error: 'invalid_cursor' });
  });

  test('the bot is known as a user and as a bot', async () => {
    const slack = await slackForTest();
    const user = await callApi(slack, 'users.info', { user: 'U0KEYHOLE' });
    expect(user).toMatchObject({ user: { is_bot: true, profile: { bot_id: 'B0KEYHOLE' } } });
    const bot = await callApi(slack, 'bots.info', { bot: 'B0KEYHOLE' });
    expect(bot).toMatchObject({ bot: { id: 'B0KEYHOLE', app_id: 'A0KEYHOLE', user_id: 'U0KEYHOLE' } });
    expect(await callApi(slack, 'bots.info', { bot: 'B0X' })).toEqual({ ok: false, error: 'bot_not_found' });
  });
});

describe('user groups', () => {
  test('list their people, and how many they are, only when asked', async () => {
    const slack = await slackForTest();
    const sre = { id: 'S0SRE', handle: 'sre', date_delete: 0 };
    const payments = { id: 'S0PAYMENTS', handle: 'payments' };
    const brief = await callApi(slack, 'usergroups.list');
    expect(brief).toMatchObject({ usergroups: [sre, payments] });
    expect((brief['usergroups'] as object[])[0]).not.toHaveProperty('users');
    expect((brief['usergroups'] as object[])[0]).not.toHaveProperty('user_count');
    const full = await callApi(slack, 'usergroups.list', { include_users: true, include_count: true });
    expect(full).toMatchObject({ usergroups: [{ users: ['U0BOB', 'U0CAROL'], user_count: 2 }, payments] });
    const users = await callApi(slack, 'usergroups.users.list', { usergroup: 'S0SRE' });
    expect(users).toEqual({ ok: true, users: ['U0BOB', 'U0CAROL'] });
    const none = await callApi(slack, 'usergroups.users.list', { usergroup: 'S0X' });
    expect(none).toEqual({ ok: false, error: 'no_such_subteam' });
  });

  test('that are switched off are there only for who asks for them', async () => {
    const slack = await slackForTest();
    await changeGroup(slack, 'S0SRE', { enabled: false });
    expect((await callApi(slack, 'usergroups.list'))['usergroups']).toHaveLength(1);
    const off = { include_disabled: true };
    const all = await callApi(slack, 'usergroups.list', { ...off, include_users: true });
    expect(all['usergroups']).toMatchObject([
      { id: 'S0SRE', date_delete: expect.any(Number), users: ['U0BOB', 'U0CAROL'] },
      { id: 'S0PAYMENTS', date_delete: 0 },
    ]);
    expect((all['usergroups'] as { date_delete: number }[])[0]?.date_delete).toBeGreaterThan(0);
    const gone = await callApi(slack, 'usergroups.users.list', { usergroup: 'S0SRE' });
    expect(gone).toEqual({ ok: false, error: 'no_such_subteam' });
    const there = await callApi(slack, 'usergroups.users.list', { usergroup: 'S0SRE', ...off });
    expect(there).toMatchObject({ ok: true });
  });

  test('can be given other people, who must be in the workspace', async () => {
    const slack = await slackForTest();
    expect(await changeGroup(slack, 'S0SRE', { users: ['U0ALICE'] })).toBe(200);
    expect(await changeGroup(slack, 'S0SRE', { users: ['U0NOBODY'] })).toBe(404);
    expect(await changeGroup(slack, 'S0NONE', { users: [] })).toBe(400);
    const usersOf = () => callApi(slack, 'usergroups.users.list', { usergroup: 'S0SRE' });
    expect(await usersOf()).toEqual({ ok: true, users: ['U0ALICE'] });
    expect(await changeGroup(slack, 'S0SRE', { users: [] })).toBe(200);
    expect(await usersOf()).toEqual({ ok: true, users: [] });
  });

  test('are told to an app with the scope for it, twenty times a minute', async () => {
    const manifest = keyholeManifest();
    const scopes = manifest.scopes.filter((scope) => scope !== 'usergroups:read');
    const without = await slackForTest({ manifest: { ...manifest, scopes } });
    expect(await callApi(without, 'usergroups.list')).toMatchObject({
      error: 'missing_scope',
      needed: 'usergroups:read',
    });
    const slack = await slackForTest({ now: handClock().now });
    const answers = await Promise.all(Array.from({ length: 21 }, () => callApi(slack, 'usergroups.list')));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(20);
    expect(answers.find(({ ok }) => !ok)).toEqual({ ok: false, error: 'ratelimited' });
  });

  test('need a paid plan', async () => {
    const workspace = acmeShop();
    const slack = await slackForTest({
      workspace: { ...workspace, team: { ...workspace.team, plan: 'free' } },
    });
    for (const method of ['usergroups.list', 'usergroups.users.list']) {
      expect(await callApi(slack, method)).toEqual({ ok: false, error: 'plan_upgrade_required' });
    }
  });
});

test('team.info needs team:read, which Keyhole does not ask for', async () => {
  const slack = await slackForTest();
  expect(await callApi(slack, 'team.info')).toMatchObject({ error: 'missing_scope', needed: 'team:read' });
  const manifest = keyholeManifest();
  const granted = await slackForTest({
    manifest: { ...manifest, scopes: [...manifest.scopes, 'team:read'] },
  });
  expect(await callApi(granted, 'team.info')).toMatchObject({ team: { id: 'T0ACME', name: 'Acme Shop' } });
});
