import { describe, expect, test } from '@jest/globals';
import { keyholeManifest } from '../../../src/sandbox/slack/workspace.ts';
import type { Shortcut } from '../../../src/sandbox/slack/workspace.ts';
import { act, callApi, messagesFor, postJson } from './support.ts';
import { heard, modal, scene } from './views/modal-support.ts';

const shortcuts: Shortcut[] = [
  { kind: 'global', callbackId: 'ask', name: 'Ask for access', description: 'x' },
  { kind: 'message', callbackId: 'look', name: 'Look into it', description: 'x' },
];
const withShortcuts = () => ({ manifest: { ...keyholeManifest(), shortcuts } });

describe('shortcuts', () => {
  test('a global one tells who ran it, and opens a modal', async () => {
    const at = await scene(withShortcuts());
    const ran = at.bob.shortcut('ask');
    const payload = await heard(at);
    expect(await ran).toEqual({ ok: true });
    expect(payload).toMatchObject({
      type: 'shortcut',
      callback_id: 'ask',
      user: { id: 'U0BOB' },
      action_ts: expect.any(String),
    });
    expect(payload).not.toHaveProperty('channel');
    const { trigger_id } = payload;
    expect((await callApi(at.slack, 'views.open', { trigger_id, view: modal() })).ok).toBe(true);
    expect((await at.bob.waitForModal()).callback_id).toBe('deny');
  });

  test('one of a message answers through its response_url', async () => {
    const at = await scene(withShortcuts());
    const { ts } = await act(at.slack, 'U0ALICE', 'type', { channel: 'C0INCIDENT', text: 'slow' });
    const ran = at.bob.shortcut('look', { channel: 'C0INCIDENT', ts: String(ts) });
    const { response_url } = await heard(at);
    await ran;
    await postJson(String(response_url), { text: 'looked' });
    expect((await messagesFor(at.slack, 'U0BOB')).map(({ text }) => text)).toEqual(['slow', 'looked']);
    expect(await messagesFor(at.slack, 'U0ALICE')).toHaveLength(1);
  });

  test.each([
    ['an unknown one', 'gone', {}, 'shortcut_not_found'],
    ['a global one on a message', 'ask', { ts: '1.000100' }, 'shortcut_not_found'],
    ['one of messages without a message', 'look', {}, 'shortcut_not_found'],
    ['one on no message', 'look', { ts: '1.000100' }, 'message_not_found'],
    ['one where nobody listens', 'ask', {}, 'operation_timeout'],
  ])('%s is refused', async (_, callbackId, place, error) => {
    const at = await scene({ ...withShortcuts(), timing: { ack: 20 } });
    const body = { callbackId, channel: 'C0INCIDENT', ...place };
    expect(await act(at.slack, 'U0BOB', 'shortcut', body)).toMatchObject({ ok: false, error });
  });
});
