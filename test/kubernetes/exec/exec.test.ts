import { readFile, writeFile } from 'node:fs/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { WebSocket } from 'ws';
import type { Cluster, ExecOptions, ExecOutcome } from '../../../src/kubernetes/cluster.ts';
import { type Exchange, exchange } from '../recordings.ts';
import { podWith, ScriptedPod } from '../scripted-pod.ts';
import { connected, frame, given, startScriptedServer, stopServers } from '../scripted-server.ts';

const SUCCESS = '{"metadata":{},"status":"Success"}';

afterEach(stopServers);

interface Told {
  readonly outcome: ExecOutcome;
  readonly told: readonly string[];
}

async function run(cluster: Cluster, options: Partial<ExecOptions> = {}): Promise<Told> {
  const told: string[] = [];
  const outcome = await cluster.exec({
    namespace: 'shop',
    pod: 'execs',
    container: 'box',
    argv: ['id'],
    timeoutMs: 10_000,
    onOpen: () => {
      told.push('open');
    },
    onOutput: (stream, data) => {
      told.push(`${stream}:${data.toString('utf8')}`);
    },
    ...options,
  });
  return { outcome, told };
}

/** Sends what was recorded and closes as the API server does. */
function replay(note: string): (socket: WebSocket) => void {
  return replayed(exchange('exec-protocol', note).response.frames ?? []);
}

function replayed(frames: NonNullable<Exchange['response']['frames']>): (socket: WebSocket) => void {
  return (socket) => {
    for (const { channel, data } of frames) socket.send(frame(channel, data));
    socket.close(1000);
  };
}

describe('an exec that the server accepts, as recorded', () => {
  test.each([
    ['exit 0', 0, ['open', 'err:err\n', 'out:out\n']],
    ['exit 7', 7, ['open']],
    ['killed by signal 9', 137, ['open']],
    ['v4', 3, ['open']],
  ])('%s', async (note, code, told) => {
    const { cluster } = await given({
      exec: replay(note),
      answer: new ScriptedPod(podWith(undefined)).answer,
    });
    expect(await run(cluster)).toEqual({ outcome: { kind: 'exited', code }, told });
  });

  test.each([
    ['is being deleted', podWith(undefined, { metadata: { deletionTimestamp: '2026-11-22T07:46:29Z' } })],
    ['is gone', undefined],
  ])('a command whose pod %s was ended by that', async (_what, pod) => {
    const { frames = [] } = exchange('pods-in-other-phases', 'exec cut by the deletion').response;
    const { cluster, server } = await given({
      exec: replayed(frames),
      answer: new ScriptedPod(pod).answer,
    });
    expect((await run(cluster)).outcome).toEqual({
      kind: 'lost',
      sentence:
        'The pod execs was deleted while the command ran, which ended it with exit code 137: ask again for the pod that takes its place.',
    });
    expect(server.requests).toHaveLength(1);
  });

  test('the pod is asked about again when a connection that was kept breaks', async () => {
    const { frames = [] } = exchange('pods-in-other-phases', 'exec cut by the deletion').response;
    const pod = new ScriptedPod(undefined);
    const { cluster, server } = await given({
      exec: replayed(frames),
      answer: (request, count) =>
        count === 1 ? { status: 200, stream: (response) => response.destroy() } : pod.answer(request),
    });
    expect((await run(cluster)).outcome).toMatchObject({ kind: 'lost' });
    expect(server.requests).toHaveLength(2);
  });

  test('a program that is not there is told by its name; the container had accepted it', async () => {
    const { cluster } = await given({ exec: replay('no such binary') });
    expect(await run(cluster, { argv: ['/no/such', '-x'] })).toEqual({
      outcome: {
        kind: 'could-not-start',
        sentence:
          "There is no `/no/such` in the debug container's image: use another program, or an image that has it.",
      },
      told: ['open'],
    });
  });

  test('the request carries each word of the command, the protocols, the token and the user agent', async () => {
    const { cluster, server } = await given({ exec: replay('exit 0') });
    await run(cluster, { argv: ['sh', '-c', 'echo "a&b" ü'] });
    const [seen] = server.upgrades;
    const url = new URL(seen?.path ?? '', 'https://x');
    expect(url.pathname).toBe('/api/v1/namespaces/shop/pods/execs/exec');
    expect([...url.searchParams]).toEqual([
      ['container', 'box'],
      ['stdout', 'true'],
      ['stderr', 'true'],
      ['command', 'sh'],
      ['command', '-c'],
      ['command', 'echo "a&b" ü'],
    ]);
    expect(seen?.headers).toMatchObject({
      'sec-websocket-protocol': 'v5.channel.k8s.io,v4.channel.k8s.io',
      authorization: 'Bearer secret-token',
      'user-agent': expect.stringMatching(/^keyhole\//),
    });
  });
});

describe('output', () => {
  test('reaches the reader byte for byte', async () => {
    const bytes = Buffer.from([0xff, 0xfe, 0x00, 0xc3, 0xa4, 0x1b, 0x5b]);
    const { cluster } = await given({
      exec: (socket) => {
        socket.send(frame(1, bytes.subarray(0, 4)));
        socket.send(frame(1, bytes.subarray(4)));
        socket.send(frame(3, SUCCESS));
        socket.close(1000);
      },
    });
    const got: Buffer[] = [];
    await run(cluster, { onOutput: (_stream, data) => void got.push(Buffer.from(data)) });
    expect(Buffer.concat(got)).toEqual(bytes);
  });

  test('is delivered one at a time and in order, also when the reader is slow, and before the outcome', async () => {
    const { cluster } = await given({
      exec: (socket) => {
        for (let n = 0; n < 20; n += 1) socket.send(frame(n % 2 === 0 ? 1 : 2, String(n)));
        socket.send(frame(3, SUCCESS));
        socket.close(1000);
      },
    });
    let reading = 0;
    const got: string[] = [];
    const { outcome } = await run(cluster, {
      onOutput: async (_stream, data) => {
        reading += 1;
        expect(reading).toBe(1);
        await new Promise((resolve) => {
          setImmediate(resolve);
        });
        got.push(data.toString());
        reading -= 1;
      },
    });
    expect(outcome).toEqual({ kind: 'exited', code: 0 });
    expect(got).toEqual(Array.from({ length: 20 }, (_, n) => String(n)));
  });

  test('a reader that does not keep up holds the server back', async () => {
    const chunk = Buffer.alloc(64 * 1024, 'x');
    const chunks = 800;
    let server: WebSocket | undefined;
    const { cluster } = await given({
      exec: (socket) => {
        server = socket;
        for (let n = 0; n < chunks; n += 1) socket.send(frame(1, chunk));
        socket.send(frame(3, SUCCESS));
        socket.close(1000);
      },
    });
    const first = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    let bytes = 0;
    const running = run(cluster, {
      onOutput: async (_stream, data) => {
        bytes += data.length;
        first.resolve();
        await release.promise;
      },
    });
    await first.promise;
    // The kernel's buffers hold a few megabytes; the rest has to wait in the server's process.
    await untilSteady(() => server?.bufferedAmount ?? 0);
    expect(server?.bufferedAmount).toBeGreaterThan(20 * 1024 * 1024);
    expect(bytes).toBe(chunk.length);
    release.resolve();
    expect((await running).outcome).toEqual({ kind: 'exited', code: 0 });
    expect(bytes).toBe(chunk.length * chunks);
  });

  test('what comes after the status is still delivered', async () => {
    const { cluster } = await given({
      exec: (socket) => {
        socket.send(frame(3, SUCCESS));
        socket.send(frame(1, 'late'));
        socket.close(1000);
      },
    });
    expect((await run(cluster)).told).toEqual(['open', 'out:late']);
  });

  test('a status that the server never closes after ends the exec all the same', async () => {
    const { cluster } = await given({ exec: (socket) => socket.send(frame(3, SUCCESS)) }, { closing: 30 });
    expect((await run(cluster)).outcome).toEqual({ kind: 'exited', code: 0 });
  });

  test('a status in two frames is read whole', async () => {
    const { cluster } = await given({
      exec: (socket) => {
        socket.send(frame(3, SUCCESS.slice(0, 10)));
        socket.send(frame(3, SUCCESS.slice(10)));
        socket.close(1000);
      },
    });
    expect((await run(cluster)).outcome).toEqual({ kind: 'exited', code: 0 });
  });

  test('an error of the reader rejects the exec and drops the connection', async () => {
    const closed = Promise.withResolvers<void>();
    const { cluster } = await given({
      exec: (socket) => {
        socket.on('close', () => closed.resolve());
        socket.send(frame(1, 'a'));
      },
    });
    const failing = run(cluster, { onOutput: () => Promise.reject(new Error('disk full')) });
    await expect(failing).rejects.toThrow('disk full');
    await closed.promise;
  });
});

describe('acceptance', () => {
  test('is told once, before any output, and output waits for it', async () => {
    const { cluster } = await given({ exec: replay('exit 0') });
    const told: string[] = [];
    await run(cluster, {
      onOpen: async () => {
        await new Promise((resolve) => {
          setImmediate(resolve);
        });
        told.push('open');
      },
      onOutput: (stream) => void told.push(stream),
    });
    expect(told).toEqual(['open', 'err', 'out']);
  });

  test('a silent command is accepted after a moment', async () => {
    const open = Promise.withResolvers<void>();
    const { cluster } = await given({ exec: (socket) => socket.send(frame(1, '')) }, { acceptance: 20 });
    const stop = new AbortController();
    const running = run(cluster, { signal: stop.signal, onOpen: () => open.resolve() });
    await open.promise;
    stop.abort();
    expect((await running).outcome).toEqual({ kind: 'aborted', handedOver: true });
  });
});

describe('an end before the command ended', () => {
  test('an abort drops the connection', async () => {
    const stop = new AbortController();
    const closed = Promise.withResolvers<void>();
    const { cluster } = await given({
      exec: (socket) => {
        socket.on('close', () => closed.resolve());
        socket.send(frame(1, 'a'));
      },
    });
    const { outcome, told } = await run(cluster, {
      signal: stop.signal,
      onOutput: () => stop.abort(),
    });
    expect(outcome).toEqual({ kind: 'aborted', handedOver: true });
    expect(told).toEqual(['open']);
    await closed.promise;
  });

  test('an abort before it began asks nothing', async () => {
    const { cluster, server } = await given({});
    expect((await run(cluster, { signal: AbortSignal.abort() })).outcome).toEqual({
      kind: 'aborted',
      handedOver: false,
    });
    expect(server.upgrades).toHaveLength(0);
  });

  test('the time limit', async () => {
    const { cluster } = await given({ exec: (socket) => socket.send(frame(1, 'a')) });
    expect((await run(cluster, { timeoutMs: 50 })).outcome).toEqual({ kind: 'timed-out' });
  });

  test('the time limit is the command’s, not its reader’s', async () => {
    const { cluster } = await given({
      exec: (socket) => {
        socket.send(frame(3, SUCCESS));
        socket.send(frame(1, 'late'));
        socket.close(1000);
      },
    });
    const { outcome } = await run(cluster, {
      timeoutMs: 60,
      onOutput: () =>
        new Promise((resolve) => {
          setTimeout(resolve, 150);
        }),
    });
    expect(outcome).toEqual({ kind: 'exited', code: 0 });
  });

  test('a connection that closes without a status is lost, after all output', async () => {
    const { cluster } = await given({
      exec: (socket) => {
        socket.send(frame(1, 'half'), () => socket.terminate());
      },
    });
    const { outcome, told } = await run(cluster);
    expect(told).toEqual(['open', 'out:half']);
    expect(outcome).toMatchObject({ kind: 'lost', sentence: expect.stringContaining('unknown') });
  });

  test('a server that answers no pings is lost', async () => {
    const { cluster } = await given({ autoPong: false }, { ping: 30, acceptance: 10_000 });
    expect((await run(cluster)).outcome).toMatchObject({ kind: 'lost' });
  });

  test('a server that answers pings may be silent for long', async () => {
    let pings = 0;
    const { cluster } = await given(
      {
        exec: (socket) => {
          socket.on('ping', () => {
            pings += 1;
            if (pings === 5) {
              socket.send(frame(3, SUCCESS));
              socket.close(1000);
            }
          });
        },
      },
      { ping: 20 },
    );
    expect((await run(cluster)).outcome).toEqual({ kind: 'exited', code: 0 });
  });

  test('a reader that takes longer than the ping deadline loses nothing', async () => {
    const { cluster } = await given({ exec: replay('exit 0') }, { ping: 20 });
    const { outcome } = await run(cluster, {
      onOutput: () =>
        new Promise((resolve) => {
          setTimeout(resolve, 100);
        }),
    });
    expect(outcome).toEqual({ kind: 'exited', code: 0 });
  });
});

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

/** Resolves once a measure no longer changes from one turn of the event loop to some later one. */
async function untilSteady(measure: () => number): Promise<void> {
  for (let last = Number.NaN, same = 0; same < 5;) {
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
    same = measure() === last ? same + 1 : 0;
    last = measure();
  }
}
