import { describe, expect, test } from '@jest/globals';
import { keyholeManifest } from '../../../src/sandbox/slack/workspace.ts';
import { act, button, callApi, section } from './support.ts';
import { heard, modal, open, scene } from './views/modal-support.ts';

const withHome = () => ({
  manifest: { ...keyholeManifest(), homeTab: true, events: ['app_home_opened'] },
});
const home = {
  type: 'home',
  blocks: [section('Your requests'), { type: 'actions', block_id: 'b', elements: [button('new')] }],
};

describe('the Home tab', () => {
  test('opening it tells the app, which publishes, and its buttons open modals', async () => {
    const at = await scene(withHome());
    expect(await at.bob.openHome()).toMatchObject({ ok: true, channel: 'D0BOB' });
    const opened = await at.app.nextOf('events_api');
    at.app.ack(opened);
    expect(opened.payload.event).toMatchObject({ type: 'app_home_opened', user: 'U0BOB', tab: 'home' });
    expect(opened.payload.event).not.toHaveProperty('view');
    const shown = at.bob.waitForHome();
    await callApi(at.slack, 'views.publish', { user_id: 'U0BOB', view: home });
    const { id } = await shown;
    const clicked = at.bob.useInHome('new');
    const payload = await heard(at);
    expect(payload).toMatchObject({
      type: 'block_actions',
      container: { type: 'view', view_id: id },
      view: { type: 'home' },
      actions: [{ action_id: 'new', block_id: 'b' }],
    });
    await clicked;
    const { trigger_id } = payload;
    expect((await callApi(at.slack, 'views.open', { trigger_id, view: modal() })).ok).toBe(true);
    expect(await at.bob.modal()).toBeDefined();
  });

  test('an app that did not subscribe hears nothing of it', async () => {
    const at = await scene();
    await at.bob.openHome();
    await act(at.slack, 'U0BOB', 'type', { channel: 'C0INCIDENT', text: 'then this' });
    const { payload } = await at.app.nextOf('events_api');
    expect(payload.event).toMatchObject({ type: 'message', text: 'then this' });
  });

  test('is no modal that could be closed or submitted', async () => {
    const at = await scene(withHome());
    await callApi(at.slack, 'views.publish', { user_id: 'U0BOB', view: home });
    const shown = await at.bob.home();
    const refused = await act(at.slack, 'U0BOB', `views/${shown?.id}/close`, {});
    expect(refused).toMatchObject({ error: 'view_not_found' });
    const submitted = await act(at.slack, 'U0BOB', `views/${shown?.id}/submit`, {});
    expect(submitted).toMatchObject({ error: 'no_submit' });
  });
});

describe('direct messages', () => {
  test('the app writes to a person by their id, and only they see it', async () => {
    const at = await scene();
    const { channel } = await callApi(at.slack, 'chat.postMessage', { channel: 'U0BOB', text: 'psst' });
    expect(channel).toBe('D0BOB');
    expect(await at.bob.directMessages()).toMatchObject([{ text: 'psst', isBot: true }]);
    const asAlice = await fetch(`${at.slack.url}/sandbox/api/people/U0ALICE/channels/D0BOB/messages`);
    expect(asAlice.status).toBe(404);
  });
});

describe('an app whose Messages tab', () => {
  const withTab = (messagesTab: 'read-only' | 'off') => ({
    manifest: { ...keyholeManifest(), messagesTab },
  });
  const toApp = { channel: 'D0BOB', text: 'hello' };

  test('is only for reading writes to people, who cannot answer', async () => {
    const at = await scene(withTab('read-only'));
    expect(await callApi(at.slack, 'chat.postMessage', { channel: 'U0BOB', text: 'psst' })).toMatchObject({
      ok: true,
    });
    expect(await act(at.slack, 'U0BOB', 'type', toApp)).toMatchObject({ ok: false, error: 'messages_off' });
    expect(await at.bob.directMessages()).toHaveLength(1);
  });

  test('is off cannot write to anybody', async () => {
    const at = await scene(withTab('off'));
    expect(await callApi(at.slack, 'chat.postMessage', { channel: 'U0BOB', text: 'psst' })).toMatchObject({
      error: 'messages_tab_disabled',
    });
    expect(await at.bob.directMessages()).toEqual([]);
  });
});

describe('what the person API refuses', () => {
  test.each([
    ['views/V0/submit', 'view_not_found'],
    ['suggest', 'channel_not_found'],
  ])('%s is %s', async (action, error) => {
    const at = await scene();
    expect(await act(at.slack, 'U0BOB', action, {})).toMatchObject({ ok: false, error });
  });

  test.each(['views/V0/close', 'home', 'shortcut', 'suggest'])('%s of a stranger', async (action) => {
    const at = await scene();
    expect(await act(at.slack, 'U0X', action, { viewId: 'V0' })).toMatchObject({ error: 'unknown_person' });
    expect((await fetch(`${at.slack.url}/sandbox/api/people/U0X/views`)).status).toBe(404);
  });

  test('values of another form count as nothing', async () => {
    const at = await scene();
    const { view } = await open(at);
    const submit = (values: unknown) => act(at.slack, 'U0BOB', `views/${view.id}/submit`, { values });
    for (const values of [7, 'x', { 'reason-block': 'x' }, ['x']])
      expect(await submit(values)).toMatchObject({ kind: 'errors' });
    expect(await submit({ 'reason-block': { reason: ['x'] } })).toMatchObject({ error: 'no_such_choice' });
  });
});
