import { describe, expect, test } from '@jest/globals';
import { keyholeManifest } from '../../../../src/sandbox/slack/workspace.ts';
import type { Manifest } from '../../../../src/sandbox/slack/workspace.ts';
import { act, callApi, section } from '../support.ts';
import { recording, strange } from '../recordings.ts';
import { heard, modal, open, scene, triggerOf } from './modal-support.ts';
import type { Scene } from './modal-support.ts';

const shortcut = { kind: 'message', callbackId: 'look', name: 'Look', description: 'x' } as const;
const manifest = (): Manifest => ({
  ...keyholeManifest(),
  events: ['app_home_opened'],
  homeTab: true,
  shortcuts: [shortcut],
});
/** Recordings of payloads lack the blocks of views, which docs.slack.dev/reference/views shows. */
const withoutBlocks = async (payload: unknown, name: string): Promise<string[]> =>
  strange(payload, await recording(name)).filter((field) => !field.endsWith('view.blocks'));

const home = { type: 'home', blocks: [section('x')] };

/** The recordings of the four methods show the same reply. */
describe('replies of the views methods have only fields that Slack has', () => {
  test.each<[string, (at: Scene) => Promise<object>]>([
    ['views.open', async (at) => ({ trigger_id: await triggerOf(at), view: modal() })],
    ['views.push', async (at) => ({ trigger_id: await triggerOf(at), view: modal() })],
    ['views.update', async (at) => ({ view_id: (await at.bob.modal())?.id, view: modal() })],
    ['views.publish', async () => ({ user_id: 'U0BOB', view: home })],
  ])('%s', async (method, args) => {
    const at = await scene({ manifest: manifest() });
    await open(at);
    const reply = await callApi(at.slack, method, await args(at));
    expect(reply).toMatchObject({ ok: true, view: { id: expect.stringMatching(/^V/) } });
    expect(strange(reply, await recording('views.open'))).toEqual([]);
  });
});

describe('payloads about views have only fields that Slack has', () => {
  test('view_submission and view_closed', async () => {
    const at = await scene();
    await open(at, modal({ notify_on_close: true }));
    const submitted = at.bob.submit({ reason: 'x' });
    const { response_urls, ...payload } = await heard(at, {
      response_action: 'errors',
      errors: { 'reason-block': 'x' },
    });
    await submitted;
    expect(response_urls).toEqual([]);
    expect(await withoutBlocks(payload, 'ViewSubmissionPayload')).toEqual([]);
    await at.bob.closeModal();
    expect(await withoutBlocks(await heard(at), 'ViewClosedPayload')).toEqual([]);
  });

  test('app_home_opened, with the Home tab that is there', async () => {
    const at = await scene({ manifest: manifest() });
    await callApi(at.slack, 'views.publish', { user_id: 'U0BOB', view: home });
    await at.bob.openHome();
    const envelope = await at.app.nextOf('events_api');
    expect(await withoutBlocks(envelope.payload, 'AppHomeOpenedPayload')).toEqual([]);
    expect(envelope.payload.event).toMatchObject({
      type: 'app_home_opened',
      user: 'U0BOB',
      tab: 'home',
      channel: 'D0BOB',
      view: { type: 'home' },
    });
  });

  test('a shortcut of a message', async () => {
    const at = await scene({ manifest: manifest() });
    const { ts } = await act(at.slack, 'U0ALICE', 'type', { channel: 'C0INCIDENT', text: 'slow' });
    const ran = at.bob.shortcut('look', { channel: 'C0INCIDENT', ts: String(ts) });
    const payload = await heard(at);
    expect(await ran).toEqual({ ok: true });
    expect(strange(payload, await recording('MessageShortcutPayload'))).toEqual([]);
    expect(payload).toMatchObject({
      type: 'message_action',
      callback_id: 'look',
      user: { id: 'U0BOB', name: 'bob', team_id: 'T0ACME' },
      message_ts: ts,
      channel: { id: 'C0INCIDENT', name: 'incident-42' },
      message: { text: 'slow', user: 'U0ALICE' },
      response_url: expect.stringMatching(/\/actions\/T0ACME\/\w{32}$/),
    });
  });
});
