import { describe, expect, test } from '@jest/globals';
import { keyholeManifest } from '../../../../src/sandbox/slack/workspace.ts';
import { act, button, callApi, handClock, letters, section } from '../support.ts';
import { heard, modal, open, plain, scene, textInput, triggerOf } from '../views/modal-support.ts';

const home = { type: 'home', blocks: [section('Hello')] };
const withHome = () => ({ manifest: { ...keyholeManifest(), homeTab: true } });

describe('views.open', () => {
  test('shows a modal to the one whose trigger id it was', async () => {
    const at = await scene();
    const { ok, view } = await open(at, modal({ private_metadata: 'request 7' }));
    expect(ok).toBe(true);
    expect(view).toMatchObject({
      type: 'modal',
      team_id: 'T0ACME',
      title: { type: 'plain_text', text: 'Deny', emoji: true },
      close: null,
      private_metadata: 'request 7',
      callback_id: 'deny',
      external_id: '',
      state: { values: {} },
      hash: expect.stringMatching(/^\d+\.\w+$/),
      root_view_id: view.id,
      previous_view_id: null,
      clear_on_close: false,
      notify_on_close: false,
    });
    expect(await at.bob.modal()).toEqual(view);
    expect(await (await scene()).bob.modal()).toBeUndefined();
  });

  test('blocks and elements without ids get some', async () => {
    const at = await scene();
    const element = { type: 'plain_text_input' };
    const { view } = await open(at, modal({ blocks: [{ type: 'input', label: plain('x'), element }] }));
    expect(view).toMatchObject({
      blocks: [{ block_id: expect.any(String), element: { action_id: expect.any(String) } }],
    });
  });

  test('a trigger id is good once, for three seconds, and not used up by a view that is refused', async () => {
    const clock = handClock();
    const at = await scene({ now: clock.now });
    const [first, second] = [await triggerOf(at), await triggerOf(at)];
    const openWith = (trigger_id: unknown, view: unknown = modal()) =>
      callApi(at.slack, 'views.open', { trigger_id, view });
    expect(await openWith(first, modal({ title: plain(letters(25)) }))).toEqual({
      ok: false,
      error: 'invalid_arguments',
      errors: [expect.any(String)],
      response_metadata: {
        messages: ['[ERROR] must be less than 25 characters [json-pointer:/view/title/text]'],
      },
    });
    expect(await openWith(first)).toMatchObject({ ok: true });
    expect(await openWith(first)).toMatchObject({ error: 'exchanged_trigger_id' });
    clock.advance(3001);
    expect(await openWith(second)).toMatchObject({ error: 'expired_trigger_id' });
    expect(await openWith('1.2.x')).toMatchObject({ error: 'invalid_trigger_id' });
    expect(await openWith(undefined)).toMatchObject({ error: 'invalid_arguments' });
    expect(await openWith(first, '{')).toMatchObject({ error: 'invalid_arguments' });
    expect(await callApi(at.slack, 'views.open', { trigger_id: first })).toMatchObject({
      response_metadata: { messages: ['[ERROR] missing required field: view'] },
    });
  });

  test('an external_id is free again when its view has closed', async () => {
    const at = await scene();
    const named = modal({ external_id: 'mine' });
    expect((await open(at, named)).ok).toBe(true);
    expect(await open(at, named)).toMatchObject({ error: 'duplicate_external_id' });
    await at.bob.closeModal();
    expect((await open(at, named)).ok).toBe(true);
  });
});

describe('views.push', () => {
  test('puts two more on top of a modal, and the one below comes back', async () => {
    const at = await scene();
    const push = async () =>
      callApi(at.slack, 'views.push', {
        trigger_id: await triggerOf(at),
        view: modal({ title: plain('On top') }),
      });
    expect(await push()).toMatchObject({ error: 'not_found' });
    const { view } = await open(at);
    expect(await push()).toMatchObject({ view: { root_view_id: view.id, previous_view_id: view.id } });
    expect((await push()).ok).toBe(true);
    expect(await push()).toMatchObject({ error: 'push_limit_reached' });
    expect((await at.bob.modal())?.title.text).toBe('On top');
    await at.bob.closeModal();
    await at.bob.closeModal();
    expect(await at.bob.modal()).toEqual(view);
  });
});

describe('views.update', () => {
  test('changes what a modal says, by its id or external_id, and gives it a new hash', async () => {
    const at = await scene();
    const { view } = await open(at, modal({ external_id: 'mine' }));
    const say = (text: string, which: object) =>
      callApi(at.slack, 'views.update', {
        view: modal({ title: plain(text), external_id: 'mine' }),
        ...which,
      });
    const one = await say('One', { view_id: view.id });
    expect(one).toMatchObject({ ok: true, view: { id: view.id, title: { text: 'One' } } });
    expect(await say('Two', { external_id: 'mine', hash: view.hash })).toMatchObject({
      error: 'hash_conflict',
    });
    const { hash } = one['view'] as { hash: string };
    expect(hash).not.toBe(view.hash);
    expect(await say('Two', { external_id: 'mine', hash })).toMatchObject({ ok: true });
    expect((await at.bob.modal())?.title.text).toBe('Two');
  });

  test('refuses views that are gone, unnamed, or of another type', async () => {
    const at = await scene();
    const { view } = await open(at);
    const update = (args: object) => callApi(at.slack, 'views.update', args);
    expect(await update({ view: modal() })).toMatchObject({ error: 'invalid_arguments' });
    expect(await update({ view_id: view.id, view: home })).toMatchObject({ error: 'invalid_arguments' });
    await at.bob.closeModal();
    expect(await update({ view_id: view.id, view: modal() })).toMatchObject({ error: 'not_found' });
  });

  test('keeps what was filled in where ids and type stay', async () => {
    const at = await scene();
    const pick = { type: 'actions', block_id: 'b', elements: [button('go')] };
    const { view } = await open(at, modal({ blocks: [textInput('reason'), textInput('note'), pick] }));
    const clicked = at.bob.useInModal('go', undefined, { reason: 'late', note: 'x' });
    await heard(at);
    await clicked;
    const changed = [
      textInput('reason', { multiline: true }),
      textInput('other', { initial_value: 'begin' }),
    ];
    await callApi(at.slack, 'views.update', { view_id: view.id, view: modal({ blocks: changed }) });
    const submitted = at.bob.submit({});
    const { view: told } = await heard(at);
    expect(told.state.values).toEqual({
      'reason-block': { reason: { type: 'plain_text_input', value: 'late' } },
      'other-block': { other: { type: 'plain_text_input', value: 'begin' } },
    });
    expect(await submitted).toEqual({ kind: 'closed' });
  });
});

describe('views.publish', () => {
  test('shows a Home tab to one person, again and again', async () => {
    const at = await scene(withHome());
    const publish = (more: object = {}) =>
      callApi(at.slack, 'views.publish', { user_id: 'U0BOB', view: home, ...more });
    const first = await publish();
    expect(first).toMatchObject({ ok: true, view: { type: 'home', blocks: [{ type: 'section' }] } });
    expect(first['view']).not.toHaveProperty('title');
    const { id, hash } = first['view'] as { id: string; hash: string };
    const second = await publish({ hash, view: { type: 'home', blocks: [section('Again')] } });
    expect(second).toMatchObject({ ok: true, view: { id } });
    expect(await publish({ hash })).toMatchObject({ error: 'hash_conflict' });
    expect(await at.bob.home()).toEqual(second['view']);
    expect((await act(at.slack, 'U0ALICE', 'home', {})).ok).toBe(true);
  });

  test('refuses when the tab is not in the manifest, and strangers', async () => {
    const at = await scene();
    const args = { user_id: 'U0BOB', view: home };
    expect(await callApi(at.slack, 'views.publish', args)).toMatchObject({ error: 'not_enabled' });
    const other = await scene(withHome());
    expect(await callApi(other.slack, 'views.publish', { ...args, user_id: 'U0X' })).toMatchObject({
      error: 'user_not_found',
    });
    expect(await callApi(other.slack, 'views.publish', { view: home })).toMatchObject({
      error: 'invalid_arguments',
    });
  });
});
