import { describe, expect, test } from '@jest/globals';
import { keyholeManifest } from '../../../src/sandbox/slack/workspace.ts';
import { callApi, postJson, slackForTest } from './support.ts';

const withoutScope = (scope: string) => {
  const manifest = keyholeManifest();
  return { manifest: { ...manifest, scopes: manifest.scopes.filter((one) => one !== scope) } };
};

describe('tokens', () => {
  test('no token is not_authed, an unknown one invalid_auth, both with HTTP 200', async () => {
    const slack = await slackForTest();
    const none = await postJson(`${slack.apiUrl}auth.test`, {});
    expect(none.status).toBe(200);
    expect(await none.json()).toEqual({ ok: false, error: 'not_authed' });
    expect(await callApi(slack, 'auth.test', {}, 'xoxb-other')).toEqual({ ok: false, error: 'invalid_auth' });
  });

  test('the app token opens connections and nothing else; the bot token does not', async () => {
    const slack = await slackForTest();
    const opened = await callApi(slack, 'apps.connections.open', {}, slack.appToken);
    expect(opened).toMatchObject({
      ok: true,
      url: expect.stringMatching(/^ws:\/\/127\.0\.0\.1:\d+\/link\/\?ticket=/),
    });
    const refused = { ok: false, error: 'not_allowed_token_type' };
    expect(await callApi(slack, 'apps.connections.open')).toEqual(refused);
    expect(await callApi(slack, 'auth.test', {}, slack.appToken)).toEqual(refused);
  });

  test('tokens are new at every start', async () => {
    const [one, two] = [await slackForTest(), await slackForTest()];
    expect(one.botToken).not.toBe(two.botToken);
    expect(one.appToken).not.toBe(two.appToken);
    expect(one.signingSecret).not.toBe(two.signingSecret);
  });
});

describe('scopes', () => {
  test.each([
    ['chat.postMessage', 'chat:write'],
    ['chat.update', 'chat:write'],
    ['usergroups.list', 'usergroups:read'],
    ['users.info', 'users:read'],
    ['users.lookupByEmail', 'users:read.email'],
    ['files.getUploadURLExternal', 'files:write'],
  ])('%s without %s is missing_scope and says what is needed and what is there', async (method, scope) => {
    const options = withoutScope(scope);
    const slack = await slackForTest(options);
    const provided = options.manifest.scopes.join(',');
    expect(await callApi(slack, method)).toEqual({
      ok: false,
      error: 'missing_scope',
      needed: scope,
      provided,
    });
  });

  test('the granted scopes are told in x-oauth-scopes', async () => {
    const slack = await slackForTest();
    const headers = { authorization: `Bearer ${slack.botToken}` };
    const reply = await postJson(`${slack.apiUrl}auth.test`, {}, headers);
    expect(reply.headers.get('x-oauth-scopes')).toBe(keyholeManifest().scopes.join(','));
  });
});

describe('calls', () => {
  test.each(['views.opened', 'chat.postMesage', 'toString', '__proto__'])(
    '%s is an unknown method',
    async (method) => {
      const slack = await slackForTest();
      const reply = await postJson(slack.apiUrl + method, {});
      expect(reply.status).toBe(200);
      expect(await reply.json()).toMatchObject({ ok: false, error: 'unknown_method', req_method: method });
    },
  );

  test('a form body works as a JSON one does, with the token in it and blocks as text', async () => {
    const slack = await slackForTest();
    const blocks = JSON.stringify([{ type: 'divider' }]);
    const form = new URLSearchParams({ token: slack.botToken, channel: 'C0INCIDENT', text: 'a&b', blocks });
    const reply = await fetch(`${slack.apiUrl}chat.postMessage`, { method: 'POST', body: form });
    expect(await reply.json()).toMatchObject({
      ok: true,
      message: { text: 'a&b', blocks: [{ type: 'divider' }] },
    });
  });

  test('a multipart body works too, and a broken one is invalid_form_data', async () => {
    const slack = await slackForTest();
    const form = new FormData();
    for (const [name, value] of Object.entries({ token: slack.botToken, channel: 'C0INCIDENT', text: 'x' })) {
      form.append(name, value);
    }
    const reply = await fetch(`${slack.apiUrl}chat.postMessage`, { method: 'POST', body: form });
    expect(await reply.json()).toMatchObject({ ok: true, message: { text: 'x' } });
    const headers = { 'content-type': 'multipart/form-data; boundary=b' };
    const broken = await fetch(`${slack.apiUrl}chat.postMessage`, { method: 'POST', headers, body: 'x' });
    expect(await broken.json()).toEqual({ ok: false, error: 'invalid_form_data' });
  });

  test.each([
    ['{"channel":', 'invalid_json'],
    ['[]', 'json_not_object'],
  ])('a body of %s is %s', async (body, error) => {
    const slack = await slackForTest();
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${slack.botToken}` };
    const reply = await fetch(`${slack.apiUrl}auth.test`, { method: 'POST', headers, body });
    expect(await reply.json()).toEqual({ ok: false, error });
  });

  test('api.test answers with what it was sent, but never a token', async () => {
    const slack = await slackForTest();
    const reply = await callApi(slack, 'api.test', { a: '1', token: 'xoxb-secret' });
    expect(reply).toEqual({ ok: true, args: { a: '1' } });
  });

  test('a body of more than a megabyte is 413 and the server goes on', async () => {
    const slack = await slackForTest();
    const large = await postJson(`${slack.apiUrl}auth.test`, { text: 'x'.repeat(5 * 1024 * 1024) });
    expect(large.status).toBe(413);
    expect((await callApi(slack, 'auth.test')).ok).toBe(true);
  });
});

describe('faults and the log of calls', () => {
  const setFault = async (url: string, fault: object): Promise<void> => {
    expect((await postJson(`${url}/sandbox/api/faults`, fault)).status).toBe(200);
  };

  test('the next calls of a method fail as told, and then it works again', async () => {
    const slack = await slackForTest();
    await setFault(slack.url, { method: 'auth.test', times: 2, error: 'fatal_error' });
    await setFault(slack.url, { method: 'auth.test', times: 1, status: 429, retryAfter: 7 });
    await setFault(slack.url, { method: 'auth.test', times: 1, status: 500 });
    expect(await callApi(slack, 'auth.test')).toEqual({ ok: false, error: 'fatal_error' });
    expect(await callApi(slack, 'auth.test')).toEqual({ ok: false, error: 'fatal_error' });
    const limited = await postJson(`${slack.apiUrl}auth.test`, {});
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '7']);
    expect((await postJson(`${slack.apiUrl}auth.test`, {})).status).toBe(500);
    expect((await callApi(slack, 'auth.test')).ok).toBe(true);
  });

  test('a call whose answer is lost was carried out', async () => {
    const slack = await slackForTest();
    await setFault(slack.url, { method: 'chat.postMessage', times: 1, status: 502, taken: true });
    const lost = await postJson(`${slack.apiUrl}chat.postMessage`, {
      token: slack.botToken,
      channel: 'C0INCIDENT',
      text: 'x',
    });
    expect(lost.status).toBe(502);
    const { messages } = await callApi(slack, 'conversations.history', { channel: 'C0INCIDENT' });
    expect(messages).toMatchObject([{ text: 'x' }]);
  });

  test('a late answer is the usual one', async () => {
    const slack = await slackForTest();
    await setFault(slack.url, { method: 'auth.test', times: 1, delayMs: 60 });
    const started = performance.now();
    expect((await callApi(slack, 'auth.test')).ok).toBe(true);
    expect(performance.now() - started).toBeGreaterThanOrEqual(55);
  });

  test('stopping does not wait for a late answer', async () => {
    const slack = await slackForTest();
    await setFault(slack.url, { method: 'auth.test', times: 1, delayMs: 60_000 });
    const late = callApi(slack, 'auth.test').catch(() => 'cut off');
    const started = performance.now();
    await slack.stop();
    expect(await late).toBe('cut off');
    expect(performance.now() - started).toBeLessThan(5000);
  });

  test('calls are listed by number with their outcome, without tokens', async () => {
    const slack = await slackForTest();
    await callApi(slack, 'auth.test');
    await callApi(slack, 'chat.postMessage', { channel: 'C0GENERAL', text: 'x' });
    const list = async (since: number): Promise<{ calls: object[] }> =>
      (await (await fetch(`${slack.url}/sandbox/api/calls?since=${since}`)).json()) as { calls: object[] };
    const { calls } = await list(0);
    expect(calls).toMatchObject([
      { n: 1, method: 'auth.test', ok: true },
      { n: 2, method: 'chat.postMessage', ok: false, error: 'not_in_channel', channel: 'C0GENERAL' },
    ]);
    expect(await list(1)).toEqual({ ok: true, calls: calls.slice(1) });
    expect(JSON.stringify(calls)).not.toContain('xox');
  });

  test('a fault that names nothing is refused with a sentence', async () => {
    const slack = await slackForTest();
    const reply = await postJson(`${slack.url}/sandbox/api/faults`, { times: 1 });
    expect(reply.status).toBe(400);
    expect(await reply.json()).toMatchObject({
      ok: false,
      error: 'invalid_arguments',
      message: expect.any(String),
    });
  });
});
