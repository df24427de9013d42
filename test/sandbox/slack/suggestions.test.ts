import { describe, expect, test } from '@jest/globals';
import { act, callApi } from './support.ts';
import { heard, input, modal, open, option, plain, scene } from './views/modal-support.ts';
import type { Scene } from './views/modal-support.ts';

const withSelect = (more: object = {}): object =>
  modal({ blocks: [input({ type: 'external_select', action_id: 'pod', min_query_length: 1, ...more })] });

async function suggested(at: Scene, query: string, answer: unknown): Promise<unknown> {
  const asked = at.bob.suggestions('pod', query);
  await heard(at, answer);
  return asked;
}

describe('an external select', () => {
  test('asks the app, and what it offers can be chosen and submitted', async () => {
    const at = await scene();
    const { view } = await open(at, withSelect());
    const asked = at.bob.suggestions('pod', 'api');
    expect(await heard(at, { options: [option('api-7f9'), option('api-8c1')] })).toMatchObject({
      type: 'block_suggestion',
      action_id: 'pod',
      block_id: 'pod-block',
      value: 'api',
      user: { id: 'U0BOB' },
      container: { type: 'view', view_id: view.id },
      view: { id: view.id, state: { values: {} } },
    });
    expect(await asked).toEqual([option('api-7f9'), option('api-8c1')]);
    // A later answer does not take back what the person may already have chosen.
    expect(await suggested(at, 'web', { options: [option('web-1')] })).toEqual([option('web-1')]);
    const submitted = at.bob.submit({ pod: 'api-8c1' });
    expect((await heard(at)).view.state.values).toEqual({
      'pod-block': { pod: { type: 'external_select', selected_option: option('api-8c1') } },
    });
    expect(await submitted).toEqual({ kind: 'closed' });
  });

  test('offers options in groups, and none', async () => {
    const at = await scene();
    await open(at, withSelect());
    const groups = [{ label: plain('shop'), options: [option('a')] }];
    expect(await suggested(at, 'a', { option_groups: groups })).toEqual([option('a')]);
    expect(await suggested(at, 'x', { options: [] })).toEqual([]);
  });

  test.each([
    ['nothing', undefined],
    ['too many options', { options: Array.from({ length: 101 }, (_, n) => option(`${n}`)) }],
    ['a long text', { options: [option('a', 'x'.repeat(76))] }],
    ['no options at all', {}],
  ])('shows none of an answer with %s', async (_, answer) => {
    const at = await scene();
    await open(at, withSelect());
    await expect(suggested(at, 'a', answer)).rejects.toThrow('something that Slack cannot show');
  });

  test('asks for nothing below its shortest query, which is 3 unless told', async () => {
    const at = await scene();
    await open(at, withSelect({ min_query_length: undefined }));
    await expect(at.bob.suggestions('pod', 'ap')).rejects.toThrow('Type more');
    expect(await suggested(at, 'api', { options: [] })).toEqual([]);
  });

  test('must be answered in time', async () => {
    const at = await scene({ timing: { ack: 20 } });
    await open(at, withSelect());
    await expect(at.bob.suggestions('pod', 'a')).rejects.toThrow('did not answer within 3 seconds');
  });

  test('stands in messages, too', async () => {
    const at = await scene();
    const elements = [{ type: 'external_select', action_id: 'pod', min_query_length: 0 }];
    const blocks = [{ type: 'actions', block_id: 'b', elements }];
    const { ts } = await callApi(at.slack, 'chat.postMessage', { channel: 'C0INCIDENT', text: 'x', blocks });
    const place = { channel: 'C0INCIDENT', ts, actionId: 'pod' };
    const chosenTooSoon = await act(at.slack, 'U0BOB', 'click', { ...place, value: 'a' });
    expect(chosenTooSoon).toMatchObject({ error: 'no_such_choice' });
    const asked = act(at.slack, 'U0BOB', 'suggest', { ...place, query: '' });
    expect(await heard(at, { options: [option('a')] })).toMatchObject({
      type: 'block_suggestion',
      container: { type: 'message', message_ts: ts, channel_id: 'C0INCIDENT' },
      channel: { id: 'C0INCIDENT' },
      message: { ts },
    });
    expect(await asked).toEqual({ ok: true, options: [option('a')] });
    const chosen = act(at.slack, 'U0BOB', 'click', { ...place, value: 'a' });
    const selected = { type: 'external_select', selected_option: option('a') };
    expect(await heard(at)).toMatchObject({
      type: 'block_actions',
      actions: [{ action_id: 'pod', block_id: 'b', ...selected }],
      state: { values: { b: { pod: selected } } },
    });
    expect(await chosen).toEqual({ ok: true });
  });
});
