import { afterEach, describe, expect, test } from '@jest/globals';
import type { Identity } from '../../../src/domain/request/plan.ts';
import { impersonationOf, withIdentity } from '../../../src/kubernetes/connection/impersonation.ts';
import { recordedPod } from '../recordings.ts';
import {
  connected,
  connectionTo,
  frame,
  podCalled,
  type SeenRequest,
  startScriptedServer,
  stopServers,
} from '../scripted-server.ts';

afterEach(stopServers);

const JANE: Identity = { user: 'jane@example.com', groups: ['sre', 'team payments'] };

const script = {
  answer: () => ({ status: 200, body: recordedPod('happy') }),
  exec: (socket: { send(data: Buffer): void; close(code: number): void }) => {
    socket.send(frame(3, '{"status":"Success"}'));
    socket.close(1000);
  },
};

function fit(identity: Identity) {
  const fitness = impersonationOf(identity);
  if (fitness.kind === 'unfit') throw new Error(fitness.sentence);
  return fitness.impersonation;
}

/** The headers of impersonation as they came over the wire. */
function actingAs({ rawHeaders }: SeenRequest): [string, string][] {
  const pairs: [string, string][] = [];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const [name = '', value = ''] = rawHeaders.slice(at, at + 2);
    if (/^impersonate-/i.test(name)) pairs.push([name.toLowerCase(), value]);
  }
  return pairs;
}

const AS_JANE = [
  ['impersonate-user', 'jane@example.com'],
  ['impersonate-group', 'sre'],
  ['impersonate-group', 'team payments'],
];

describe('another user', () => {
  test('is named on calls, streams and execs, each group in a header of its own', async () => {
    const server = await startScriptedServer(script);
    const cluster = connected(server).as(JANE);
    await cluster.findPod(podCalled('happy'));
    const ran = await cluster.exec({
      namespace: 'shop',
      pod: 'happy',
      container: 'x',
      argv: ['id'],
      timeoutMs: 5000,
      onOutput: () => undefined,
    });
    expect(ran).toEqual({ kind: 'exited', code: 0 });
    await connectionTo(server).as(fit(JANE)).stream('/api/v1/pods?watch=true');
    expect([...server.requests, ...server.upgrades].map(actingAs)).toEqual([AS_JANE, AS_JANE, AS_JANE]);
    expect(server.requests[0]?.headers.authorization).toBe('Bearer secret-token');
  });

  test('shares the TLS connections of all, and leaves no trace on the calls of others', async () => {
    const server = await startScriptedServer(script);
    const own = connectionTo(server);
    const read = (connection: typeof own) =>
      connection.core.readNamespacedPod({ namespace: 'shop', name: 'happy' });
    await read(own);
    await read(own.as(fit(JANE)));
    await read(own.as(fit({ user: 'joe@example.com', groups: [] })));
    await read(own.as(fit(JANE)).as(undefined));
    expect(server.requests.map(actingAs)).toEqual([
      [],
      AS_JANE,
      [['impersonate-user', 'joe@example.com']],
      [],
    ]);
    for (let n = 0; n < 5; n += 1) await read(own.as(fit({ user: `user-${n}@example.com`, groups: [] })));
    // A call may come while the last one's connection is still being freed.
    expect(server.connections()).toBeLessThanOrEqual(2);
  });

  test('takes the place of the one whom a kubeconfig names', () => {
    const headers = { Authorization: 'x', 'impersonate-user': 'a', 'Impersonate-Extra-Reason': 'b' };
    expect(withIdentity(headers, { 'Impersonate-User': 'jane' })).toEqual({
      Authorization: 'x',
      'Impersonate-User': 'jane',
    });
  });

  test.each([
    { user: 'jane\r\nImpersonate-Group: system:masters', groups: [] },
    { user: '', groups: [] },
    { user: ' jane', groups: [] },
    { user: 'jané@example.com', groups: [] },
    { user: 'system:admin', groups: [] },
    { user: 'jane@example.com', groups: ['ok', 'a\nb'] },
  ])('%j is refused, and nothing is asked of the cluster', async (identity) => {
    const server = await startScriptedServer(script);
    const cluster = connected(server).as(identity);
    expect(await cluster.findPod(podCalled('happy'))).toEqual({
      kind: 'failed',
      sentence: expect.stringMatching(/^Nobody can act in a cluster as "[^\n]*: correct .*\.$/),
    });
    expect(server.requests).toHaveLength(0);
  });
});
