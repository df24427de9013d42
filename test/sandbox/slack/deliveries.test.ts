import { describe, expect, test } from '@jest/globals';
import type { SandboxSlack } from '../../../src/sandbox/slack/server.ts';
import { act, button, callApi, connectRaw, messagesFor, slackForTest } from './support.ts';
import type { RawApp, Reply } from './support.ts';

const CHANNEL = 'C0INCIDENT';
const debug = (slack: SandboxSlack, text = '/debug x'): Promise<Reply> =>
  act(slack, 'U0ALICE', 'type', { channel: CHANNEL, text });

async function greeted(slack: SandboxSlack): Promise<RawApp> {
  const app = await connectRaw(slack);
  await app.next();
  return app;
}

describe('deliveries', () => {
  test('go to each connection in turn, and any may acknowledge', async () => {
    const slack = await slackForTest();
    const [one, two] = [await greeted(slack), await greeted(slack)];
    const first = debug(slack);
    const second = debug(slack);
    const [atOne, atTwo] = [await one.next(), await two.next()];
    expect(atOne.envelope_id).not.toBe(atTwo.envelope_id);
    two.ack(atOne);
    one.ack(atTwo);
    expect([await first, await second]).toEqual([{ ok: true }, { ok: true }]);
  });

  test('a command carries accepts_response_payload, and what it is acknowledged with is shown to the asker', async () => {
    const slack = await slackForTest();
    const app = await greeted(slack);
    const typed = debug(slack);
    const envelope = await app.next();
    expect(envelope).toMatchObject({ type: 'slash_commands', accepts_response_payload: true });
    expect(envelope).not.toHaveProperty('retry_attempt');
    app.ack(envelope, { text: 'one moment' });
    expect(await typed).toEqual({ ok: true, ack: { text: 'one moment' } });
    expect(await messagesFor(slack, 'U0ALICE')).toMatchObject([{ text: 'one moment', ephemeral: true }]);
  });

  test('an acknowledgement may be for everybody, and one that Slack cannot show is told', async () => {
    const slack = await slackForTest();
    const app = await greeted(slack);
    const open = debug(slack);
    app.ack(await app.next(), { text: 'for all', response_type: 'in_channel' });
    await open;
    expect(await messagesFor(slack, 'U0BOB')).toMatchObject([{ text: 'for all' }]);
    const broken = debug(slack);
    app.ack(await app.nextOf('slash_commands'), { blocks: [{ type: 'nothing' }] });
    expect(await broken).toMatchObject({ ok: false, error: 'invalid_response' });
  });

  test('without an acknowledgement in time the asker reads operation_timeout; a late one changes nothing', async () => {
    const slack = await slackForTest({ timing: { ack: 30 } });
    const app = await greeted(slack);
    expect(await debug(slack)).toMatchObject({
      ok: false,
      error: 'operation_timeout',
      message: expect.any(String),
    });
    app.ack(await app.next(), { text: 'too late' });
    const { ts } = await callApi(slack, 'chat.postMessage', {
      channel: CHANNEL,
      text: 'x',
      blocks: [{ type: 'actions', elements: [button('a')] }],
    });
    const click = await act(slack, 'U0ALICE', 'click', { channel: CHANNEL, ts, actionId: 'a' });
    expect(click).toMatchObject({ ok: false, error: 'operation_timeout' });
    const text = '/debug failed with the error "operation_timeout"';
    const seen = await messagesFor(slack, 'U0ALICE');
    expect(seen).toHaveLength(2);
    expect(seen).toMatchObject([{ user: 'USLACKBOT', text, ephemeral: true }, { ts }]);
  });

  test('with nobody connected the asker reads dispatch_failed at once', async () => {
    const slack = await slackForTest();
    expect(await debug(slack)).toMatchObject({ ok: false, error: 'dispatch_failed' });
    const [told] = await messagesFor(slack, 'U0ALICE');
    expect(told).toMatchObject({ user: 'USLACKBOT', text: '/debug failed with the error "dispatch_failed"' });
  });

  test('an event that is not acknowledged comes again, and says so, until it is or the retries are over', async () => {
    const slack = await slackForTest({ timing: { ack: 20, eventRetries: [0, 10] } });
    const app = await greeted(slack);
    await act(slack, 'U0ALICE', 'type', { channel: CHANNEL, text: 'hello' });
    const seen = [await app.next(), await app.next(), await app.next()];
    expect(seen.map((one) => [one.type, one.retry_attempt, one.retry_reason])).toEqual([
      ['events_api', 0, ''],
      ['events_api', 1, 'timeout'],
      ['events_api', 2, 'timeout'],
    ]);
    expect(new Set(seen.map(({ payload }) => payload['event_id'])).size).toBe(1);
    expect(seen[0]?.accepts_response_payload).toBe(false);

    await act(slack, 'U0ALICE', 'type', { channel: CHANNEL, text: 'second' });
    const second = await app.next();
    expect(second.payload.event).toMatchObject({ text: 'second' });
    app.ack(second);
    await act(slack, 'U0ALICE', 'type', { channel: CHANNEL, text: 'third' });
    expect((await app.next()).payload.event).toMatchObject({ text: 'third' });
  });

  test('an event of a time without connection arrives with a later connection', async () => {
    const slack = await slackForTest({ timing: { eventRetries: Array.from({ length: 100 }, () => 10) } });
    await act(slack, 'U0ALICE', 'type', { channel: CHANNEL, text: 'anybody?' });
    const app = await greeted(slack);
    const envelope = await app.next();
    app.ack(envelope);
    expect(envelope.payload.event).toMatchObject({ text: 'anybody?' });
    expect(envelope.retry_attempt).toBeGreaterThan(0);
  });

  test('stopping ends waiting deliveries, retries and connections', async () => {
    const slack = await slackForTest({ timing: { ack: 60_000, eventRetries: [60_000] } });
    const app = await greeted(slack);
    const waiting = debug(slack).catch(() => 'cut off');
    await app.next();
    await slack.stop();
    await app.closed;
    expect(slack.connections()).toBe(0);
    await waiting;
    await expect(fetch(slack.url)).rejects.toThrow('fetch failed');
  });
});
