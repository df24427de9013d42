import { describe, expect, test } from '@jest/globals';
import { keyholeManifest } from '../../../../src/sandbox/slack/workspace.ts';
import type { SandboxSlack } from '../../../../src/sandbox/slack/server.ts';
import { callApi, messagesFor, slackForTest } from '../support.ts';

async function open(slack: SandboxSlack): Promise<{ id: string; url: string }> {
  const reply = await callApi(slack, 'files.getUploadURLExternal', { filename: 'ps.txt', length: 5 });
  return { id: String(reply['file_id']), url: String(reply['upload_url']) };
}

const send = (url: string, body = 'hello'): Promise<Response> => fetch(url, { method: 'POST', body });

describe('an upload', () => {
  test('in three steps, into a channel', async () => {
    const slack = await slackForTest();
    const { id, url } = await open(slack);
    expect(await (await send(url)).text()).toBe('OK - 5');
    const files = [{ id, title: 'Processes' }];
    const args = { files, channel_id: 'C0INCIDENT', initial_comment: 'look' };
    const done = await callApi(slack, 'files.completeUploadExternal', args);
    expect(done).toMatchObject({ ok: true, files: [{ id, title: 'Processes', name: 'ps.txt', size: 5 }] });
    expect((done['files'] as object[])[0]).not.toHaveProperty('shares');
    expect(await messagesFor(slack, 'U0BOB')).toMatchObject([
      { text: 'look', files: [{ id, title: 'Processes', mimetype: 'text/plain' }] },
    ]);
  });

  test.each([
    ['no name', { length: 5 }],
    ['no length', { filename: 'a.txt' }],
    ['length 0', { filename: 'a.txt', length: 0 }],
  ])('with %s is refused', async (_, args) => {
    const slack = await slackForTest();
    const reply = await callApi(slack, 'files.getUploadURLExternal', args);
    expect(reply).toMatchObject({ ok: false, error: 'invalid_arguments' });
  });

  test('its address takes bytes once, and not none', async () => {
    const slack = await slackForTest();
    const { url } = await open(slack);
    expect((await send(url, '')).status).toBe(400);
    expect((await send(url)).status).toBe(200);
    expect((await send(url)).status).toBe(404);
    expect((await send(`${slack.url}/upload/v1/guessed`)).status).toBe(404);
  });

  test('cannot be completed without bytes, twice, or by a name that was not given out', async () => {
    const slack = await slackForTest();
    const { id, url } = await open(slack);
    const complete = (fileId: string) =>
      callApi(slack, 'files.completeUploadExternal', { files: [{ id: fileId }], channel_id: 'C0INCIDENT' });
    expect(await complete(id)).toEqual({ ok: false, error: 'file_not_found' });
    await send(url);
    expect((await complete(id)).ok).toBe(true);
    expect(await complete(id)).toEqual({ ok: false, error: 'file_not_found' });
    expect(await complete('F0UNKNOWN')).toEqual({ ok: false, error: 'file_not_found' });
    const none = await callApi(slack, 'files.completeUploadExternal', { channel_id: 'C0INCIDENT' });
    expect(none).toMatchObject({ ok: false, error: 'invalid_arguments' });
  });

  test.each([
    ['C0GENERAL', undefined, 'not_in_channel'],
    ['C0PAYMENTS', undefined, 'channel_not_found'],
    ['C0INCIDENT', '1.000100', 'thread_not_found'],
  ])('into %s, thread %s is %s and can be completed elsewhere', async (channelId, threadTs, error) => {
    const slack = await slackForTest();
    const { id, url } = await open(slack);
    await send(url);
    const args = { files: [{ id }], channel_id: channelId, thread_ts: threadTs };
    expect(await callApi(slack, 'files.completeUploadExternal', args)).toEqual({ ok: false, error });
    const elsewhere = { files: [{ id }], channel_id: 'C0INCIDENT' };
    expect((await callApi(slack, 'files.completeUploadExternal', elsewhere)).ok).toBe(true);
  });

  test('is served as plain text, so that nothing in it runs, and unknown files are 404', async () => {
    const slack = await slackForTest();
    const { filename, html } = { filename: 'x.html', html: '<script>alert(1)</script>' };
    const reply = await callApi(slack, 'files.getUploadURLExternal', { filename, length: html.length });
    await send(String(reply['upload_url']), html);
    await callApi(slack, 'files.completeUploadExternal', { files: [{ id: reply['file_id'] }] });
    const address = `${slack.url}/sandbox/files/${String(reply['file_id'])}/x.html`;
    const inline = await fetch(`${address}?inline=1`);
    expect(await inline.text()).toBe(html);
    expect(inline.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(inline.headers.get('x-content-type-options')).toBe('nosniff');
    expect(inline.headers.get('content-disposition')).toMatch(/^inline;/);
    expect((await fetch(`${slack.url}/sandbox/files/F0/x`)).status).toBe(404);
  });

  test('files.info needs files:read and knows completed files', async () => {
    const manifest = keyholeManifest();
    const slack = await slackForTest({
      manifest: { ...manifest, scopes: [...manifest.scopes, 'files:read'] },
    });
    const { id, url } = await open(slack);
    expect(await callApi(slack, 'files.info', { file: id })).toEqual({ ok: false, error: 'file_not_found' });
    await send(url);
    await callApi(slack, 'files.completeUploadExternal', { files: [{ id }], channel_id: 'C0INCIDENT' });
    expect(await callApi(slack, 'files.info', { file: id })).toMatchObject({
      file: { id, channels: ['C0INCIDENT'] },
    });
  });
});
