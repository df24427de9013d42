import { describe, expect, test } from '@jest/globals';
import type { SandboxSlack } from '../../../src/sandbox/slack/server.ts';
import { act, button, callApi, connectRaw, section, slackForTest } from './support.ts';

const CHANNEL = 'C0INCIDENT';

describe('clicking', () => {
  const card = async (slack: SandboxSlack): Promise<unknown> => {
    const accessory = button('details');
    const blocks = [
      { ...section('x'), block_id: 'top', accessory },
      { type: 'actions', block_id: 'review', elements: [button('approve'), button('deny')] },
    ];
    return (await callApi(slack, 'chat.postMessage', { channel: CHANNEL, text: 'x', blocks }))['ts'];
  };

  test.each([
    [{ actionId: 'details' }, 'top'],
    [{ actionId: 'deny' }, 'review'],
    [{ actionId: 'approve', blockId: 'review' }, 'review'],
  ])('%j finds the button in its block', async (action, blockId) => {
    const slack = await slackForTest();
    const app = await connectRaw(slack);
    const ts = await card(slack);
    const clicked = act(slack, 'U0BOB', 'click', { channel: CHANNEL, ts, ...action });
    const envelope = await app.nextOf('interactive');
    app.ack(envelope);
    expect(await clicked).toEqual({ ok: true });
    expect(envelope.payload['actions']).toMatchObject([
      { action_id: action.actionId, block_id: blockId, type: 'button' },
    ]);
  });

  test('finds buttons inside attachments', async () => {
    const slack = await slackForTest();
    const app = await connectRaw(slack);
    const attachments = [{ color: '#f00', blocks: [{ type: 'actions', elements: [button('inner')] }] }];
    const { ts } = await callApi(slack, 'chat.postMessage', { channel: CHANNEL, text: 'x', attachments });
    const clicked = act(slack, 'U0BOB', 'click', { channel: CHANNEL, ts, actionId: 'inner' });
    app.ack(await app.nextOf('interactive'));
    expect(await clicked).toEqual({ ok: true });
  });

  test.each([
    [{ actionId: 'gone' }, 'no_such_action'],
    [{ actionId: 'approve', blockId: 'top' }, 'no_such_action'],
    [{ actionId: 'approve', ts: '1.000100' }, 'message_not_found'],
    [{ actionId: 'approve' }, 'dispatch_failed'],
  ])('%j is %s when nobody is connected', async (action, error) => {
    const slack = await slackForTest();
    const body = { channel: CHANNEL, ts: await card(slack), ...action };
    expect(await act(slack, 'U0BOB', 'click', body)).toMatchObject({ ok: false, error });
  });

  test('nobody else can click an ephemeral message', async () => {
    const slack = await slackForTest();
    const blocks = [{ type: 'actions', elements: [button('a')] }];
    const args = { channel: CHANNEL, user: 'U0ALICE', text: 'x', blocks };
    const { message_ts: ts } = await callApi(slack, 'chat.postEphemeral', args);
    const click = (userId: string) => act(slack, userId, 'click', { channel: CHANNEL, ts, actionId: 'a' });
    expect(await click('U0BOB')).toMatchObject({ error: 'message_not_found' });
    expect(await click('U0ALICE')).toMatchObject({ error: 'dispatch_failed' });
  });
});
