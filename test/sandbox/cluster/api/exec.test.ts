import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startCluster } from '../../../../src/sandbox/cluster/server.ts';
import type { SandboxCluster } from '../../../../src/sandbox/cluster/server.ts';
import { WireClient, channelText, shellIn, shellPath } from '../client.ts';
import type { ExecAnswer } from '../client.ts';
import { recordedWorld } from '../recorded-world.ts';

// What the recordings hold of exec is replayed in replay.test.ts.

let cluster: SandboxCluster;
let client: WireClient;

beforeAll(async () => {
  cluster = await startCluster({ world: recordedWorld });
  client = new WireClient(cluster);
  const box = { name: 'box', image: 'docker.io/library/busybox:latest', command: ['sleep', '600'] };
  const spec = { ephemeralContainers: [box] };
  await client.request('PATCH', '/api/v1/namespaces/shop/pods/execs/ephemeralcontainers', { spec });
});

afterAll(() => cluster.stop());

function frames(answer: ExecAnswer): Extract<ExecAnswer, { kind: 'exec' }> {
  if (answer.kind === 'refused') throw new Error(JSON.stringify(answer));
  return answer;
}

describe('streaming', () => {
  test('three megabytes arrive as they were written', async () => {
    const script = 'head -c 3000000 /dev/zero | tr "\\0" x';
    const answer = frames(await shellIn(client, 'execs', 'box', script));
    expect(new Set(channelText(answer, 1))).toEqual(new Set(['x']));
    expect(channelText(answer, 1)).toHaveLength(3_000_000);
  });

  test('a loop is seen line by line while it runs', async () => {
    const answer = frames(
      await shellIn(client, 'execs', 'box', 'for i in 1 2 3; do echo $i; sleep 0.2; done'),
    );
    const lines = answer.frames.filter((frame) => frame.channel === 1 && frame.data.length > 0);
    expect(lines.map((frame) => frame.data.toString())).toEqual(['1\n', '2\n', '3\n']);
    expect((lines[2]?.atMs ?? 0) - (lines[0]?.atMs ?? 0)).toBeGreaterThan(300);
  });

  test('endless output stops with its reader', async () => {
    const answer = frames(await shellIn(client, 'execs', 'box', 'yes | head -c 5000000'));
    expect(channelText(answer, 1).length).toBe(5_000_000);
  });
});

describe('faults', () => {
  test('a lost status frame: the socket breaks after the output', async () => {
    await shellIn(client, 'execs', 'box', 'true');
    cluster.setFault({ path: /\/exec$/, times: 1, dropExec: 'before-status' });
    const answer = frames(await client.exec(shellPath('execs', 'box', 'echo out')));
    expect(answer.closeCode).toBe(1006);
    expect(channelText(answer, 1)).toBe('out\n');
    expect(channelText(answer, 3)).toBe('');
  });

  test('an answer instead of the API, as often as asked', async () => {
    const path = '/api/v1/namespaces/shop/pods/execs';
    cluster.setFault({
      path: /pods\/execs$/,
      status: 429,
      body: 'slow down',
      headers: { 'Retry-After': '1' },
      times: 1,
    });
    expect(await client.request('GET', path)).toEqual({ status: 429, body: 'slow down' });
    expect((await client.request('GET', path)).status).toBe(200);
  });
});
