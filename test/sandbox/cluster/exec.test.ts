import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startCluster } from '../../../src/sandbox/cluster/server.ts';
import type { SandboxCluster } from '../../../src/sandbox/cluster/server.ts';
import { WireClient, channelText, shellIn, shellPath, until } from './client.ts';
import type { ExecAnswer } from './client.ts';
import { anonymous, essence, exchange, replay, replayExec } from './recordings.ts';
import { recordedWorld } from './recorded-world.ts';

let cluster: SandboxCluster;
let client: WireClient;

beforeAll(async () => {
  cluster = await startCluster({ world: recordedWorld });
  client = new WireClient(cluster);
  await replay(client, exchange('exec-protocol', 'keeper'));
  await replay(client, exchange('exec-protocol', 'keeper that heeds TERM'));
});

afterAll(() => cluster.stop());

function frames(answer: ExecAnswer): Extract<ExecAnswer, { kind: 'exec' }> {
  if (answer.kind === 'refused') throw new Error(JSON.stringify(answer));
  return answer;
}

function sent(note: string): Buffer[] {
  const closeStdin = Buffer.from([255, 0]);
  return note.startsWith('stdin') ? [Buffer.from('\0hello\n'), closeStdin] : [];
}

describe('exec over the wire is as recorded', () => {
  test.each([
    'exit 0',
    'exit 7',
    'no such binary',
    'killed by signal 9',
    'v4',
    'both offered',
    'stdin then v5 close of channel 0',
    'bytes that are not UTF-8, and terminal escapes',
    'tty: stderr merged',
    'no container named, pod has a default',
    'no command',
    'kill 1 from inside (no shared process namespace)',
  ])('%s', async (note) => {
    const one = exchange('exec-protocol', note);
    const answer = frames(await replayExec(client, one, sent(note)));
    expect(answer.protocol).toBe(one.response.protocol);
    expect(answer.closeCode).toBe(one.response.closeCode);
    expect(answer.frames[0]).toMatchObject({ channel: 1, data: Buffer.alloc(0) });
    for (const channel of [1, 2, 3]) {
      const recorded = (one.response.frames ?? []).filter((frame) => frame.channel === channel);
      const expected = recorded.map((frame) => frame.data).join('');
      expect(anonymous(channelText(answer, channel))).toBe(anonymous(expected));
    }
  });

  test('three megabytes arrive whole', async () => {
    const one = exchange(
      'exec-protocol',
      '3 MB of output, frames cut after 4096 bytes here, see bytesByChannel',
    );
    const answer = frames(await replayExec(client, one));
    const out = channelText(answer, 1);
    expect(out.length).toBe(one.response.bytesByChannel?.['1']);
    expect(new Set(out)).toEqual(new Set(['x']));
    expect(channelText(answer, 3)).toBe('{"metadata":{},"status":"Success"}');
  });

  test.each(['no such container', 'no such pod', 'unknown subprotocol'])('refused: %s', async (note) => {
    const one = exchange('exec-protocol', note);
    const answer = await replayExec(client, one);
    if (answer.kind === 'exec') throw new Error('exec was let in');
    expect(essence(answer)).toEqual(essence(one.response));
  });

  test('a keeper that traps TERM ends by kill 1, and then there is nothing to exec into', async () => {
    const killed = await replayExec(client, exchange('exec-protocol', 'kill 1 of a keeper that traps TERM'));
    expect(channelText(killed, 3)).toContain('Success');
    const after = exchange('exec-protocol', 'exec after it ended');
    const answer = await until(
      () => client.exec(after.request.path),
      (one) => one.kind === 'refused',
    );
    expect(answer).toMatchObject({ status: after.response.status, body: after.response.body });
  });

  test('a dropped socket leaves the command running', async () => {
    const dropped = await shellIn(client, 'execs', 'box', 'echo started; sleep 33', {
      onFrame: (frame, socket) => {
        if (frame.data.toString() === 'started\n') socket.terminate();
      },
    });
    expect(frames(dropped).closeCode).toBe(1006);
    const table = await shellIn(client, 'execs', 'box', 'ps -o args');
    expect(channelText(table, 1)).toContain('sleep 33');
    expect(channelText(table, 1)).not.toContain('echo started');
  });
});

describe('streaming', () => {
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
