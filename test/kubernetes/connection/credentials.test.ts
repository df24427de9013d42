import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import { connectionTo, type ScriptedServer, startScriptedServer, stopServers } from '../scripted-server.ts';

afterEach(stopServers);

/** A server whose kubeconfig's user has a helper program that notes its process id and then does this. */
async function withPlugin(
  script: string,
): Promise<{ server: ScriptedServer; started: () => Promise<number[]> }> {
  const server = await startScriptedServer({ answer: () => ({ status: 200, body: { items: [] } }) });
  const file = path.join(server.directory, 'started');
  await writeFile(file, '');
  const config = JSON.parse(await readFile(server.kubeconfig, 'utf8')) as { users: { user: object }[] };
  const apiVersion = 'client.authentication.k8s.io/v1';
  const exec = { apiVersion, command: 'sh', args: ['-c', `echo $$ >> '${file}'; ${script}`] };
  for (const each of config.users) each.user = { exec: { ...exec, interactiveMode: 'Never' } };
  await writeFile(server.kubeconfig, JSON.stringify(config));
  const started = async () =>
    (await readFile(file, 'utf8'))
      .split('\n')
      .filter((line) => line !== '')
      .map(Number);
  return { server, started };
}

/** Resolves when the process is over. */
async function gone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await wait(10);
  }
}

const CREDENTIAL = JSON.stringify({
  apiVersion: 'client.authentication.k8s.io/v1',
  kind: 'ExecCredential',
  status: { token: 'from-plugin' },
});

describe('a helper program for credentials', () => {
  test('is asked once by calls that want them at the same time', async () => {
    const { server, started } = await withPlugin(`echo '${CREDENTIAL}'`);
    const connection = connectionTo(server);
    const calls = [1, 2, 3].map(() => connection.stream('/api/v1/pods'));
    expect((await Promise.all(calls)).map(({ kind }) => kind)).toEqual(Array(3).fill('streaming'));
    for (const { headers } of server.requests) expect(headers.authorization).toBe('Bearer from-plugin');
    expect(await started()).toHaveLength(1);
  });

  test('that hangs is ended at its deadline, and a later call asks anew', async () => {
    const { server, started } = await withPlugin('exec sleep 5');
    const connection = connectionTo(server, { request: 300 });
    const calls = () => Promise.all([1, 2, 3].map(() => connection.stream('/api/v1/pods')));
    const late = { kind: 'failed', failure: { kind: expect.stringMatching(/^(timed-out|no-credentials)$/) } };
    expect(await calls()).toMatchObject([late, late, late]);
    const [first = 0, ...more] = await started();
    expect(more).toEqual([]);
    await gone(first);
    expect(await calls()).toMatchObject([late, late, late]);
    const [, second = 0, ...others] = await started();
    expect(others).toEqual([]);
    await gone(second);
  }, 4_000);

  test('is given up also where a process of its own still holds its output', async () => {
    const { server, started } = await withPlugin('sleep 2 & wait');
    const connection = connectionTo(server, { request: 300 });
    await connection.stream('/api/v1/pods');
    await wait(50);
    await connection.stream('/api/v1/pods');
    expect(await started()).toHaveLength(2);
  });

  test('that is asked anew after the kubeconfig was read again answers no call with what was asked before', async () => {
    const { server, started } = await withPlugin('exec sleep 5');
    const connection = connectionTo(server, { request: 300 });
    const before = connection.stream('/api/v1/pods');
    expect(connection.renew(performance.now())).toBe(true);
    await Promise.all([before, connection.stream('/api/v1/pods')]);
    const all = await started();
    expect(all).toHaveLength(2);
    await Promise.all(all.map(gone));
  }, 4_000);
});
