import { readdir, readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { expect, test } from '@jest/globals';
import { slackForTest } from './support.ts';

const PAGE = new URL('../../../src/sandbox/slack/page/', import.meta.url);

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

test('every file that the page asks for is there', async () => {
  const slack = await slackForTest();
  const textOf = async (path: string): Promise<string> => {
    const file = await fetch(new URL(path, slack.url));
    expect([path, file.status]).toEqual([path, 200]);
    return file.text();
  };
  const page = await textOf('/');
  const waiting = [...page.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, path]) => path ?? '');
  expect(waiting.length).toBeGreaterThan(10);
  const seen = new Set(waiting);
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    const text = await textOf(path);
    if (!path.endsWith('.js')) continue;
    for (const [, relative = ''] of text.matchAll(/from '([^']+)'/g)) {
      const { pathname } = new URL(relative, new URL(path, slack.url));
      if (!seen.has(pathname)) waiting.push(pathname);
      seen.add(pathname);
    }
  }
});

test('every drawing that the page uses is in its sprite', async () => {
  const sprite = await readFile(new URL('icons.svg', PAGE), 'utf8');
  const names = [...sprite.matchAll(/<symbol id="([\w-]+)"/g)].map(([, name]) => name);
  const files = await readdir(PAGE, { recursive: true });
  const scripts = files.filter((name) => name.endsWith('.js'));
  const used = await Promise.all(
    scripts.map(async (name) => {
      const text = await readFile(new URL(name, PAGE), 'utf8');
      return [...text.matchAll(/(?:\bicon\(|picture: )'([\w-]+)'/g)].map(([, one]) => one);
    }),
  );
  expect(used.flat().length).toBeGreaterThan(20);
  expect(used.flat().filter((name) => !names.includes(name))).toEqual([]);
});
