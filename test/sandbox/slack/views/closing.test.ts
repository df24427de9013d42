import { describe, expect, test } from '@jest/globals';
import { act, callApi } from '../support.ts';
import { heard, modal, open, plain, scene, triggerOf } from './modal-support.ts';

describe('closing a modal', () => {
  test('tells an app that asked for it', async () => {
    const at = await scene();
    const { view } = await open(at, modal({ notify_on_close: true, private_metadata: 'p' }));
    expect(await at.bob.closeModal()).toEqual({ ok: true });
    expect(await heard(at)).toMatchObject({
      type: 'view_closed',
      user: { id: 'U0BOB' },
      is_cleared: false,
      view: { id: view.id, private_metadata: 'p' },
    });
    expect(await at.bob.modal()).toBeUndefined();
  });

  test('tells no other app', async () => {
    const at = await scene();
    await open(at);
    await at.bob.closeModal();
    await open(at, modal({ notify_on_close: true, callback_id: 'second' }));
    await at.bob.closeModal();
    expect(await heard(at)).toMatchObject({ type: 'view_closed', view: { callback_id: 'second' } });
  });

  test.each([
    ['all at once', {}, { all: true }],
    ['with clear_on_close', { clear_on_close: true }, { all: false }],
  ])('a stack closes %s, each told', async (_, more, how) => {
    const at = await scene();
    await open(at, modal({ notify_on_close: true, callback_id: 'lower' }));
    const upper = modal({ notify_on_close: true, callback_id: 'upper', title: plain('x'), ...more });
    await callApi(at.slack, 'views.push', { trigger_id: await triggerOf(at), view: upper });
    await at.bob.closeModal(how);
    expect(await heard(at)).toMatchObject({ is_cleared: true, view: { callback_id: 'upper' } });
    expect(await heard(at)).toMatchObject({ is_cleared: true, view: { callback_id: 'lower' } });
    expect(await at.bob.modal()).toBeUndefined();
  });

  test('nobody closes or submits the modal of somebody else', async () => {
    const at = await scene();
    const { view } = await open(at);
    for (const what of ['close', 'submit', 'act'])
      expect(await act(at.slack, 'U0ALICE', `views/${view.id}/${what}`, {})).toMatchObject({
        error: 'view_not_found',
      });
    expect(await at.bob.modal()).toBeDefined();
  });
});
