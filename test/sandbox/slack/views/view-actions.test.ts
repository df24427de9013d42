import { describe, expect, test } from '@jest/globals';
import { button, callApi } from '../support.ts';
import { heard, modal, open, option, scene, textInput } from './modal-support.ts';

describe('using elements of a modal', () => {
  const lively = modal({
    blocks: [
      { ...textInput('reason'), dispatch_action: true },
      textInput('quiet'),
      {
        type: 'actions',
        block_id: 'b',
        elements: [
          button('go', { value: '7' }),
          { type: 'overflow', action_id: 'more', options: [option('drop')] },
        ],
      },
    ],
  });

  test('a button tells the app with all that is filled in, and a trigger id that pushes', async () => {
    const at = await scene();
    const { view } = await open(at, lively);
    const clicked = at.bob.useInModal('go', undefined, { quiet: 'psst' });
    const payload = await heard(at);
    expect(await clicked).toEqual({ ok: true });
    expect(payload).toMatchObject({
      type: 'block_actions',
      container: { type: 'view', view_id: view.id },
      actions: [
        { type: 'button', action_id: 'go', block_id: 'b', value: '7', action_ts: expect.any(String) },
      ],
    });
    expect(payload).not.toHaveProperty('response_url');
    expect(payload).not.toHaveProperty('message');
    expect(payload.view.state.values).toMatchObject({ 'quiet-block': { quiet: { value: 'psst' } } });
    const { trigger_id } = payload;
    expect(await callApi(at.slack, 'views.push', { trigger_id, view: modal() })).toMatchObject({ ok: true });
  });

  test.each([
    ['more', 'drop', { type: 'overflow', selected_option: option('drop') }],
    ['reason', 'typed', { type: 'plain_text_input', value: 'typed' }],
  ])('%s tells what was chosen', async (actionId, value, told) => {
    const at = await scene();
    await open(at, lively);
    const used = at.bob.useInModal(actionId, value);
    expect(await heard(at)).toMatchObject({ actions: [{ action_id: actionId, ...told }] });
    expect(await used).toEqual({ ok: true });
  });

  test.each([
    ['quiet', 'x', 'no_such_action'],
    ['gone', 'x', 'no_such_action'],
    ['more', 'nothing', 'no_such_choice'],
  ])('%s with %s is %s', async (actionId, value, error) => {
    const at = await scene();
    await open(at, lively);
    expect(await at.bob.useInModal(actionId, value)).toMatchObject({ ok: false, error });
  });
});
