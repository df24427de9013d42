import { describe, expect, test } from '@jest/globals';
import { callApi } from '../support.ts';
import { heard, input, modal, open, option, plain, scene, textInput } from './modal-support.ts';

const everything = modal({
  blocks: [
    textInput('reason', { min_length: 3, max_length: 5 }),
    input({
      type: 'static_select',
      action_id: 'size',
      option_groups: [{ label: plain('g'), options: [option('s'), option('l')] }],
    }),
    input({ type: 'users_select', action_id: 'who' }),
    input({
      type: 'radio_buttons',
      action_id: 'one',
      options: [option('a'), option('b')],
      initial_option: option('b'),
    }),
    input(
      { type: 'checkboxes', action_id: 'many', options: [option('x'), option('y'), option('z')] },
      { optional: true },
    ),
    input({ type: 'external_select', action_id: 'pod', min_query_length: 0 }, { optional: true }),
    {
      type: 'section',
      block_id: 'beside',
      text: plain('x'),
      accessory: { type: 'static_select', action_id: 'aside', options: [option('q')] },
    },
  ],
});
const good = { reason: 'late', size: 'l', who: 'U0ALICE', many: ['z', 'x'] };

describe('submitting a modal', () => {
  test('tells the app what was filled in, and closes when it is acknowledged', async () => {
    const at = await scene();
    const { view } = await open(at, everything);
    const submitted = at.bob.submit(good);
    const payload = await heard(at);
    expect(payload).toMatchObject({
      type: 'view_submission',
      user: { id: 'U0BOB', team_id: 'T0ACME' },
      trigger_id: expect.stringMatching(/^\d+\.\d+\.\w+$/),
      response_urls: [],
      view: { id: view.id, callback_id: 'deny', hash: view.hash },
    });
    expect(payload).not.toHaveProperty('response_url');
    expect(payload.view.state.values).toEqual({
      'reason-block': { reason: { type: 'plain_text_input', value: 'late' } },
      'size-block': { size: { type: 'static_select', selected_option: option('l') } },
      'who-block': { who: { type: 'users_select', selected_user: 'U0ALICE' } },
      'one-block': { one: { type: 'radio_buttons', selected_option: option('b') } },
      'many-block': { many: { type: 'checkboxes', selected_options: [option('x'), option('z')] } },
      'pod-block': { pod: { type: 'external_select', selected_option: null } },
      beside: { aside: { type: 'static_select', selected_option: null } },
    });
    expect(await submitted).toEqual({ kind: 'closed' });
    expect(await at.bob.modal()).toBeUndefined();
  });

  test.each([
    ['nothing', {}, ['reason-block', 'size-block', 'who-block']],
    ['too short a text', { ...good, reason: 'x' }, ['reason-block']],
    ['too long a text', { ...good, reason: 'xxxxxx' }, ['reason-block']],
    ['a required choice taken back', { ...good, one: '' }, ['one-block']],
  ])('with %s is refused at its fields, and the app hears nothing', async (_, values, blocks) => {
    const at = await scene();
    await open(at, everything);
    const refused = await at.bob.submit(values);
    expect(refused.kind === 'errors' && Object.keys(refused.errors)).toEqual(blocks);
    const submitted = at.bob.submit(good);
    expect(await heard(at)).toMatchObject({ type: 'view_submission' });
    expect(await submitted).toEqual({ kind: 'closed' });
  });

  test.each([
    ['size', 'm'],
    ['who', 'U0X'],
    ['many', ['x', 'w']],
    ['pod', 'never-offered'],
  ])('with a choice that %s does not offer is refused', async (actionId, value) => {
    const at = await scene();
    await open(at, everything);
    await expect(at.bob.submit({ ...good, [actionId]: value })).rejects.toThrow('no_such_choice');
  });

  test('errors of the app stand at their fields, and the modal stays', async () => {
    const at = await scene();
    await open(at);
    const submitted = at.bob.submit({ reason: 'x' });
    const errors = { 'reason-block': 'Say more.' };
    await heard(at, { response_action: 'errors', errors });
    expect(await submitted).toEqual({ kind: 'errors', errors });
    expect(await at.bob.modal()).toBeDefined();
  });

  test('an update shows another view in its place', async () => {
    const at = await scene();
    const { view } = await open(at);
    const submitted = at.bob.submit({ reason: 'x' });
    const done = { type: 'modal', title: plain('Denied'), blocks: [] };
    await heard(at, { response_action: 'update', view: done });
    expect(await submitted).toMatchObject({
      kind: 'updated',
      view: { id: view.id, title: { text: 'Denied' } },
    });
    await expect(at.bob.submit({})).rejects.toThrow('no_submit');
  });

  test('a push shows one more, and clear closes all', async () => {
    const at = await scene();
    const { view } = await open(at);
    const pushed = at.bob.submit({ reason: 'x' });
    await heard(at, { response_action: 'push', view: modal({ title: plain('Sure?') }) });
    expect(await pushed).toMatchObject({ kind: 'pushed', view: { previous_view_id: view.id } });
    const cleared = at.bob.submit({ reason: 'y' });
    await heard(at, { response_action: 'clear' });
    expect(await cleared).toEqual({ kind: 'closed' });
    expect(await at.bob.modal()).toBeUndefined();
  });

  test('closing the upper one leaves the lower with what was filled in', async () => {
    const at = await scene();
    const { view } = await open(at);
    const pushed = at.bob.submit({ reason: 'x' });
    await heard(at, { response_action: 'push', view: modal({ title: plain('Sure?') }) });
    await pushed;
    const closed = at.bob.submit({ reason: 'y' });
    await heard(at);
    await closed;
    expect(await at.bob.modal()).toMatchObject({
      id: view.id,
      state: { values: { 'reason-block': { reason: { value: 'x' } } } },
    });
  });

  test.each([
    ['an unknown action', { response_action: 'explode' }],
    ['errors at no block', { response_action: 'errors', errors: { nowhere: 'x' } }],
    ['errors without any', { response_action: 'errors' }],
    ['a view that Slack refuses', { response_action: 'update', view: { type: 'modal' } }],
  ])('%s as an answer is trouble, and the modal stays', async (_, response) => {
    const at = await scene();
    await open(at);
    const submitted = at.bob.submit({ reason: 'x' });
    await heard(at, response);
    const message = 'We had some trouble connecting. Try again?';
    expect(await submitted).toEqual({ kind: 'trouble', error: 'invalid_response', message });
    expect(await at.bob.modal()).toBeDefined();
  });

  test('without an answer in time there is trouble, the modal stays, and it can be tried again', async () => {
    const at = await scene({ timing: { ack: 30 } });
    await open(at);
    const late = at.bob.submit({ reason: 'x' });
    const unanswered = await at.app.nextOf('interactive');
    expect(await late).toMatchObject({ kind: 'trouble', error: 'operation_timeout' });
    at.app.ack(unanswered);
    const again = at.bob.submit({ reason: 'x' });
    await heard(at);
    expect(await again).toEqual({ kind: 'closed' });
  });

  test('a modal whose submit is off cannot be submitted', async () => {
    const at = await scene();
    await open(at, modal({ submit_disabled: true }));
    await expect(at.bob.submit({ reason: 'x' })).rejects.toThrow('no_submit');
  });

  test('the trigger id of a submission opens the next modal', async () => {
    const at = await scene();
    await open(at);
    const submitted = at.bob.submit({ reason: 'x' });
    const { trigger_id } = await heard(at);
    await submitted;
    expect(await callApi(at.slack, 'views.open', { trigger_id, view: modal() })).toMatchObject({ ok: true });
  });
});
