import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { ExecOutcome } from '../../../src/kubernetes/cluster.ts';
import type { Timing } from '../../../src/kubernetes/timing.ts';
import {
  connected,
  frame,
  type Script,
  type ScriptedServer,
  startScriptedServer,
  stopServers,
} from '../scripted-server.ts';

afterEach(stopServers);

/** Accepts one token only. */
function accepting(token: () => string): Script {
  return {
    upgrade: ({ headers }) =>
      headers.authorization === `Bearer ${token()}` ? 'accept' : { status: 401, body: 'Unauthorized' },
    exec: (socket) => {
      socket.send(frame(3, '{"status":"Success"}'));
      socket.close(1000);
    },
  };
}

async function withUser(server: ScriptedServer, user: object): Promise<void> {
  const config = JSON.parse(await readFile(server.kubeconfig, 'utf8')) as { users: { user: object }[] };
  for (const each of config.users) each.user = user;
  await writeFile(server.kubeconfig, JSON.stringify(config));
}

/** A helper program of the kubeconfig that does this. */
function plugin(script: string): object {
  const apiVersion = 'client.authentication.k8s.io/v1';
  const exec = { apiVersion, command: process.execPath, args: ['-e', script], interactiveMode: 'Never' };
  return { exec };
}

function printing(token: string): string {
  return `console.log(JSON.stringify({apiVersion:'client.authentication.k8s.io/v1',kind:'ExecCredential',status:{token:${token}}}))`;
}

/** Runs commands one after the other over one connection to the cluster. */
function runs(server: ScriptedServer, timing: Partial<Timing> = {}): () => Promise<ExecOutcome> {
  const cluster = connected(server, timing);
  return () =>
    cluster.exec({
      namespace: 'shop',
      pod: 'happy',
      container: 'x',
      argv: ['id'],
      timeoutMs: 5000,
      onOutput: () => undefined,
    });
}

const EXITED = { kind: 'exited', code: 0 };

describe('an exec’s token', () => {
  test('comes from a helper program, which is asked once while its token is accepted', async () => {
    const server = await startScriptedServer(accepting(() => 'from-plugin'));
    const counter = path.join(server.directory, 'asked');
    await withUser(
      server,
      plugin(`require('fs').appendFileSync(${JSON.stringify(counter)}, 'x');${printing("'from-plugin'")}`),
    );
    const run = runs(server);
    expect([await run(), await run()]).toEqual([EXITED, EXITED]);
    expect(server.upgrades).toHaveLength(2);
    expect(await readFile(counter, 'utf8')).toBe('x');
  });

  test('is asked of the helper program again when the cluster no longer accepts it', async () => {
    let token = 'first';
    const server = await startScriptedServer(accepting(() => token));
    const file = path.join(server.directory, 'token');
    await writeFile(file, token);
    await withUser(server, plugin(printing(`require('fs').readFileSync(${JSON.stringify(file)}, 'utf8')`)));
    const run = runs(server);
    expect(await run()).toEqual(EXITED);
    token = 'second';
    await writeFile(file, token);
    expect(await run()).toEqual(EXITED);
    expect(server.upgrades).toHaveLength(3);
  });

  test('is read again from its file when it was rotated', async () => {
    let token = 'first';
    const server = await startScriptedServer(accepting(() => token));
    const file = path.join(server.directory, 'token');
    await writeFile(file, token);
    await withUser(server, { tokenFile: file });
    const run = runs(server);
    expect(await run()).toEqual(EXITED);
    token = 'second';
    await writeFile(file, `${token}\n`);
    expect(await run()).toEqual(EXITED);
    expect(server.upgrades.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer first',
      'Bearer first',
      'Bearer second',
    ]);
  });

  test('is read again once for all that were under way', async () => {
    let token = 'first';
    const server = await startScriptedServer(accepting(() => token));
    const file = path.join(server.directory, 'token');
    await writeFile(file, token);
    await withUser(server, { tokenFile: file });
    const run = runs(server);
    expect(await run()).toEqual(EXITED);
    token = 'second';
    await writeFile(file, token);
    expect(await Promise.all([run(), run()])).toEqual([EXITED, EXITED]);
  });

  test('that stays refused ends as a refusal that says what to do', async () => {
    const server = await startScriptedServer(accepting(() => 'another'));
    expect(await runs(server)()).toMatchObject({
      kind: 'refused',
      status: 401,
      retryable: false,
      sentence: expect.stringContaining('renew the token'),
    });
    expect(server.upgrades).toHaveLength(2);
  });

  test.each([
    ['fails', 'process.exit(3)', /could not get its credentials/],
    ['prints no credentials', 'console.log("hello")', /could not get its credentials/],
  ])('whose helper program %s is a refusal: nothing was sent', async (_what, script, sentence) => {
    const server = await startScriptedServer(accepting(() => 'x'));
    await withUser(server, plugin(script));
    expect(await runs(server)()).toEqual({
      kind: 'refused',
      retryable: false,
      sentence: expect.stringMatching(sentence),
    });
    expect(server.upgrades).toHaveLength(0);
  });

  test('whose helper program is not there is a refusal that says so', async () => {
    const server = await startScriptedServer(accepting(() => 'x'));
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: '/no/such/helper' };
    await withUser(server, { exec: { ...exec, interactiveMode: 'Never' } });
    expect(await runs(server)()).toEqual({
      kind: 'refused',
      retryable: false,
      sentence: expect.stringContaining('a helper program that its kubeconfig names is missing'),
    });
  });

  test.each([
    ['certificate', { clientCertificateData: 'none', clientKeyData: 'none' }],
    ['key', { clientKeyData: 'none' }],
  ])('whose helper program gives a %s that is none is a refusal, too', async (_what, status) => {
    const server = await startScriptedServer(accepting(() => 'x'));
    const credential = { apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status };
    await withUser(server, plugin(`console.log(${JSON.stringify(JSON.stringify(credential))})`));
    expect(await runs(server)()).toEqual({
      kind: 'refused',
      retryable: false,
      sentence: expect.stringMatching(/^No connection to the cluster test could be made \(ERR_OSSL_\w+\)/),
    });
    expect(server.upgrades).toHaveLength(0);
  });

  test('whose helper program hangs is a refusal in time', async () => {
    const server = await startScriptedServer(accepting(() => 'x'));
    await withUser(server, plugin('setTimeout(() => {}, 300)'));
    expect(await runs(server, { handshake: 100 })()).toEqual({
      kind: 'refused',
      retryable: false,
      sentence: expect.stringContaining('did not answer within 1 s'),
    });
  });
});
