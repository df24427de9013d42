import { describe, expect, test } from '@jest/globals';
import { acmeShop, keyholeManifest } from '../../../../src/sandbox/slack/workspace.ts';
import { callApi, slackForTest } from '../support.ts';

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
  test('list their people only when asked', async () => {
    const slack = await slackForTest();
    const brief = await callApi(slack, 'usergroups.list');
    expect(brief).toMatchObject({ usergroups: [{ id: 'S0SRE', handle: 'sre', user_count: 2 }] });
    expect((brief['usergroups'] as object[])[0]).not.toHaveProperty('users');
    const full = await callApi(slack, 'usergroups.list', { include_users: true });
    expect(full).toMatchObject({ usergroups: [{ users: ['U0BOB', 'U0CAROL'] }] });
    const users = await callApi(slack, 'usergroups.users.list', { usergroup: 'S0SRE' });
    expect(users).toEqual({ ok: true, users: ['U0BOB', 'U0CAROL'] });
    const none = await callApi(slack, 'usergroups.users.list', { usergroup: 'S0X' });
    expect(none).toEqual({ ok: false, error: 'no_such_subteam' });
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
