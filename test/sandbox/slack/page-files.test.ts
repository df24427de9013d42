import { request } from 'node:http';
import { expect, test } from '@jest/globals';
import { slackForTest } from './support.ts';

/** The status of a path sent exactly as written; fetch would tidy it first. */
async function rawStatus(base: string, path: string): Promise<number | undefined> {
  const { hostname, port } = new URL(base);
  return new Promise((resolve, reject) => {
    request({ hostname, port, path }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

test.each([
  '/page/../server.ts',
  '/page/%2e%2e%2fserver.ts',
  '/page/..%2f..%2fpackage.json',
  '/page/',
  '/page/none.js',
  '/nothing',
])('%s is not found', async (path) => {
  const slack = await slackForTest();
  expect(await rawStatus(slack.url, path)).toBe(404);
});

test.each(['/page/%', '/sandbox/files/%/x'])('the malformed address %s is 400', async (path) => {
  const slack = await slackForTest();
  expect(await rawStatus(slack.url, path)).toBe(400);
});

test('the page may load nothing from elsewhere', async () => {
  const slack = await slackForTest();
  const page = await fetch(`${slack.url}/`);
  expect(page.status).toBe(200);
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
});
