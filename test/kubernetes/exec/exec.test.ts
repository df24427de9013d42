import { afterEach, describe, expect, test } from '@jest/globals';
import { exchange } from '../recordings.ts';
import { podWith, ScriptedPod } from '../scripted-pod.ts';
import { frame, given, stopServers } from '../scripted-server.ts';
import { replay, replayed, run } from './exec-world.ts';

afterEach(stopServers);

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
