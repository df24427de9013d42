import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { App, LogLevel } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { actAs } from '../../../../src/sandbox/slack/person-client.ts';
import type { SandboxSlack } from '../../../../src/sandbox/slack/server.ts';
import { slackForTest, stopAfterTest, until } from '../support.ts';
import { input, modal, option, plain, textInput } from './modal-support.ts';

type Connected = { slack: SandboxSlack; app: App };

const shared = (slack: SandboxSlack) => ({
  token: slack.botToken,
  logLevel: LogLevel.ERROR,
  clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } },
});

async function overSockets(): Promise<Connected & { start: () => Promise<void> }> {
  const slack = await slackForTest();
  const app = new App({
    ...shared(slack),
    socketMode: true,
    appToken: slack.appToken,
    deferInitialization: true,
  });
  const start = async (): Promise<void> => {
    await app.init();
    await app.start();
    const stop = async (): Promise<void> => {
      await app.stop();
      await until('the connection to close', () => slack.connections() === 0 || undefined);
    };
    stopAfterTest({ stop });
  };
  return { slack, app, start };
}

async function overHttp(): Promise<Connected & { start: () => Promise<void> }> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  const slack = await slackForTest({ requestUrl: `http://127.0.0.1:${port}/slack/events` });
  const app = new App({ ...shared(slack), signingSecret: slack.signingSecret });
  const start = async (): Promise<void> => {
    await app.start({ port, host: '127.0.0.1' });
    stopAfterTest({ stop: async () => void (await app.stop()) });
  };
  return { slack, app, start };
}

const asked = modal({
  notify_on_close: true,
  blocks: [textInput('reason'), input({ type: 'external_select', action_id: 'pod', min_query_length: 0 })],
}) as ModalView;
const thanks = { type: 'modal', title: plain('Thanks'), blocks: [] } as unknown as ModalView;

describe.each([
  ['Socket Mode', overSockets],
  ['signed HTTP', overHttp],
])('@slack/bolt over %s', (_, connect) => {
  test('opens a modal, offers options, answers a submission with errors and then a view, and hears of closing', async () => {
    const { slack, app, start } = await connect();
    const closed: string[] = [];
    app.command('/debug', async ({ ack, client, command }) => {
      await ack();
      await client.views.open({ trigger_id: command.trigger_id, view: asked });
    });
    app.options('pod', async ({ ack, options }) => {
      await ack({ options: [option(`${options.value}-7f9`) as never] });
    });
    app.view('deny', async ({ ack, view }) => {
      const reason = view.state.values['reason-block']?.['reason']?.value ?? '';
      const pod = view.state.values['pod-block']?.['pod']?.selected_option?.value ?? '';
      if (reason === 'no') await ack({ response_action: 'errors', errors: { 'pod-block': `not ${pod}` } });
      else await ack({ response_action: 'update', view: thanks });
    });
    app.view({ type: 'view_closed', callback_id: 'deny' }, async ({ ack, body }) => {
      await ack();
      closed.push(body.user.id);
    });
    await start();

    const bob = actAs(slack.url, 'U0BOB');
    expect(await bob.type('C0INCIDENT', '/debug')).toMatchObject({ ok: true });
    expect((await bob.waitForModal()).title.text).toBe('Deny');
    expect(await bob.suggestions('pod', 'api')).toMatchObject([{ value: 'api-7f9' }]);
    expect(await bob.submit({ reason: 'no', pod: 'api-7f9' })).toEqual({
      kind: 'errors',
      errors: { 'pod-block': 'not api-7f9' },
    });
    expect(await bob.submit({ reason: 'yes' })).toMatchObject({
      kind: 'updated',
      view: { title: { text: 'Thanks' } },
    });
    await bob.type('C0INCIDENT', '/debug');
    await bob.waitForModal(({ callback_id }) => callback_id === 'deny');
    await bob.closeModal();
    await until('the app to hear of it', () => closed[0]);
    expect(closed).toEqual(['U0BOB']);
  });
});
