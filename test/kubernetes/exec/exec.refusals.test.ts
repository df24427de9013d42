import { readFile, writeFile } from 'node:fs/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import { exchange } from '../recordings.ts';
import { connected, given, startScriptedServer, stopServers } from '../scripted-server.ts';
import { replay, run } from './exec-world.ts';

afterEach(stopServers);

describe('a refusal before the upgrade', () => {
  test.each([
    ['no such container', 400, true, 'The pod execs has no container box: ask again for one that it has.'],
    ['no such pod', 404, false, 'The pod execs is not there any more: ask again for one that is.'],
    [
      'exec after it ended',
      500,
      true,
      'The container box is not running: if it is not just starting, ask again for a new one.',
    ],
    [
      'unknown subprotocol',
      403,
      false,
      'The cluster test refused without a reason (403): a proxy before it may not let WebSockets pass.',
    ],
  ])('%s, as recorded', async (note, status, retryable, sentence) => {
    const { response } = exchange('exec-protocol', note);
    const { cluster } = await given({ upgrade: () => ({ status: response.status, body: response.body }) });
    expect((await run(cluster)).outcome).toEqual({ kind: 'refused', status, retryable, sentence });
  });

  test('leaves no connection behind, though the server would keep it', async () => {
    const { cluster, server } = await given({
      upgrade: () => ({ status: 500, body: 'container not found ("box")' }),
    });
    expect((await run(cluster)).outcome.kind).toBe('refused');
    await server.allClosed();
  });

  test('a missing verb', async () => {
    const { response } = exchange('exec-verb', 'only verb get');
    const { cluster } = await given({ upgrade: () => ({ status: response.status, body: response.body }) });
    expect((await run(cluster)).outcome).toMatchObject({
      kind: 'refused',
      sentence: expect.stringContaining('may not create pods/exec in the namespace shop of test'),
    });
  });

  test.each([502, 503, 504])('a gateway’s %i may hide a command that ran', async (status) => {
    const { cluster } = await given({ upgrade: () => ({ status, body: '<html>bad gateway</html>' }) });
    expect((await run(cluster)).outcome).toMatchObject({ kind: 'lost' });
  });

  test('a 401 is tried once more with the credentials as they are in the file now', async () => {
    const { cluster, server } = await given({
      upgrade: (_request, count) => (count === 1 ? { status: 401, body: '' } : 'accept'),
      exec: replay('exit 0'),
    });
    expect((await run(cluster)).outcome).toEqual({ kind: 'exited', code: 0 });
    expect(server.upgrades).toHaveLength(2);
  });

  test('a connection that breaks after the request was sent is lost, not refused', async () => {
    const { cluster, server } = await given({ upgrade: () => 'reset' });
    expect((await run(cluster)).outcome).toMatchObject({ kind: 'lost' });
    expect(server.upgrades).toHaveLength(1);
  });

  test('a server that never answers the request is lost', async () => {
    const { cluster } = await given({ upgrade: () => 'ignore' }, { handshake: 1_000 });
    expect((await run(cluster)).outcome).toMatchObject({ kind: 'lost' });
  });

  test('a refused connection is a refusal, as nothing was sent', async () => {
    const { cluster, server } = await given({});
    await server.stop();
    expect((await run(cluster)).outcome).toEqual({
      kind: 'refused',
      retryable: true,
      sentence:
        'The cluster test refuses connections: check that its API server is up and its address in the kubeconfig is right.',
    });
  });

  test('a server that another authority vouches for gets no command', async () => {
    const other = await startScriptedServer({});
    const { server } = await given({});
    const mixed = (await readFile(other.kubeconfig, 'utf8')).replaceAll(
      String(other.port),
      String(server.port),
    );
    await writeFile(server.kubeconfig, mixed);
    expect((await run(connected(server))).outcome).toMatchObject({
      kind: 'refused',
      retryable: false,
      sentence: expect.stringContaining('certificate'),
    });
    expect(server.upgrades).toHaveLength(0);
  });
});
