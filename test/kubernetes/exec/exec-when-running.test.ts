import { afterEach, describe, expect, test } from '@jest/globals';
import type { WebSocket } from 'ws';
import type {
  Cluster,
  ExecOutcome,
  ExecWhenRunningOptions,
  NeverStarted,
} from '../../../src/kubernetes/cluster.ts';
import { nextPause } from '../../../src/kubernetes/exec/exec-when-running.ts';
import { TIMING } from '../../../src/kubernetes/timing.ts';
import { exchange, recordedStates } from '../recordings.ts';
import { IDENTITY, podWith, ScriptedPod } from '../scripted-pod.ts';
import { frame, given, type ScriptedReply, type SeenRequest, stopServers } from '../scripted-server.ts';

const QUICK = {
  firstAttempt: 2,
  laterAttempts: 5,
  eagerAttempts: 5,
  watchAfter: 0,
  acceptance: 2000,
  retry: 5,
};
const NOT_FOUND = exchange('exec-protocol', 'exec after it ended').response;
const NOT_RUNNING = { status: NOT_FOUND.status, body: NOT_FOUND.body };
const NOT_VALID = exchange('exec-protocol', 'no such container').response;

afterEach(stopServers);

test.each([
  ['short at first', 50, 1_000, 60],
  ['long once it takes longer', 200, 2_000, 250],
  ['ever longer until then', 30, 100, 45],
])('the waits between attempts are %s', (_how, pause, since, next) => {
  expect(nextPause(pause, since, TIMING)).toBe(next);
});

async function run(cluster: Cluster, options: Partial<ExecWhenRunningOptions> = {}) {
  const told: string[] = [];
  const outcome: ExecOutcome | NeverStarted = await cluster.execWhenRunning({
    namespace: 'shop',
    pod: 'happy',
    podUid: IDENTITY.uid,
    container: 'debug-1',
    argv: ['id'],
    timeoutMs: 5000,
    startTimeoutMs: 5000,
    onOpen: () => void told.push('open'),
    onOutput: (stream, data) => void told.push(`${stream}:${data.toString()}`),
    ...options,
  });
  return { outcome, told };
}

/** A server with the pod whose debug container is in a recorded state. */
function podIn(container: string, reason: string | undefined): ScriptedPod {
  const recorded = recordedStates().find(
    (each) =>
      each.container === container &&
      (each.state.waiting?.reason ?? each.state.terminated?.reason) === reason,
  );
  if (!recorded) throw new Error(`${container} was not recorded as ${reason}`);
  return new ScriptedPod(podWith(recorded.state));
}

function says(text: string, status = '{"metadata":{},"status":"Success"}') {
  return (socket: WebSocket): void => {
    socket.send(frame(1, ''));
    if (text !== '') socket.send(frame(1, text));
    socket.send(frame(3, status));
    socket.close(1000);
  };
}

const starting = (request: SeenRequest): ScriptedReply =>
  podIn('debug-1', 'ContainerCreating').answer(request);

describe('tries again while it is certain that nothing ran', () => {
  test('until the container runs, and is open only once', async () => {
    const { cluster, server } = await given(
      {
        answer: starting,
        upgrade: (_request, count) => {
          if (count <= 2) return { status: NOT_VALID.status, body: NOT_VALID.body };
          return count <= 8 ? { status: NOT_FOUND.status, body: NOT_FOUND.body } : 'accept';
        },
        exec: says('hello'),
      },
      QUICK,
    );
    expect(await run(cluster)).toEqual({ outcome: { kind: 'exited', code: 0 }, told: ['open', 'out:hello'] });
    expect(server.upgrades).toHaveLength(9);
  });

  test.each([
    'container not found ("debug-1")',
    'Internal error occurred: unable to upgrade connection: container not found ("debug-1")',
    'Internal error occurred: error executing command in container: failed to exec in container: container is in CONTAINER_CREATED state',
  ])('where an older server upgrades first and then refuses: %s', async (message) => {
    let attempts = 0;
    const refusal = JSON.stringify({
      metadata: {},
      status: 'Failure',
      reason: 'InternalError',
      message,
      code: 500,
    });
    const { cluster } = await given(
      {
        answer: starting,
        exec: (socket) => {
          attempts += 1;
          (attempts < 4 ? says('', refusal) : says('hello'))(socket);
        },
      },
      QUICK,
    );
    expect(await run(cluster)).toEqual({ outcome: { kind: 'exited', code: 0 }, told: ['open', 'out:hello'] });
    expect(attempts).toBe(4);
  });

  test('and no longer watches the pod once the command runs', async () => {
    const pod = podIn('debug-1', 'ContainerCreating');
    const { cluster } = await given(
      {
        answer: pod.answer,
        upgrade: () => (pod.watches.length === 0 ? NOT_RUNNING : 'accept'),
        exec: (socket) => socket.send(frame(1, 'hello')),
      },
      QUICK,
    );
    const stop = new AbortController();
    let watchersWhenOpen = -1;
    await run(cluster, {
      signal: stop.signal,
      onOpen: async () => {
        while (pod.watchers > 0) await new Promise((resolve) => setImmediate(resolve));
        watchersWhenOpen = pod.watchers;
        stop.abort();
      },
    });
    expect(pod.watches).toHaveLength(1);
    expect(watchersWhenOpen).toBe(0);
  });

  test('a quick start costs one exec and nothing else', async () => {
    const pod = podIn('debug-1', 'ContainerCreating');
    const { cluster, server } = await given(
      {
        answer: pod.answer,
        upgrade: (_request, count) => (count < 3 ? NOT_RUNNING : 'accept'),
        exec: says('hello'),
      },
      { ...QUICK, watchAfter: TIMING.watchAfter },
    );
    expect((await run(cluster)).outcome).toEqual({ kind: 'exited', code: 0 });
    expect(server.requests).toHaveLength(0);
    expect(TIMING.watchAfter).toBeGreaterThanOrEqual(1000);
  });

  test('waits as long as a server that is too busy asks for', async () => {
    const { cluster, server } = await given(
      {
        answer: starting,
        upgrade: (_request, count) =>
          count === 1 ? { status: 429, body: 'busy', headers: { 'Retry-After': '60' } } : 'accept',
        exec: says('hello'),
      },
      { ...QUICK, longestRetryAfter: 80 },
    );
    const startedAt = performance.now();
    expect((await run(cluster)).outcome).toEqual({ kind: 'exited', code: 0 });
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(75);
    expect(server.upgrades).toHaveLength(2);
  });
});

describe('tries once only', () => {
  test('when the connection breaks after the request was sent', async () => {
    const { cluster, server } = await given({ answer: starting, upgrade: () => 'reset' }, QUICK);
    expect((await run(cluster)).outcome).toMatchObject({ kind: 'lost' });
    expect(server.upgrades).toHaveLength(1);
  });

  test('when the connection breaks after the upgrade, before any output', async () => {
    const { cluster, server } = await given(
      { answer: starting, exec: (socket) => socket.terminate() },
      QUICK,
    );
    expect((await run(cluster)).outcome).toMatchObject({ kind: 'lost' });
    expect(server.upgrades).toHaveLength(1);
  });

  test('when a container "is not found" after it has printed something', async () => {
    const refusal =
      '{"status":"Failure","reason":"InternalError","message":"container not found (\\"debug-1\\")"}';
    const { cluster, server } = await given({ answer: starting, exec: says('some', refusal) }, QUICK);
    expect((await run(cluster)).outcome).toMatchObject({ kind: 'lost' });
    expect(server.upgrades).toHaveLength(1);
  });

  test('when a gateway answers', async () => {
    const { cluster, server } = await given(
      { answer: starting, upgrade: () => ({ status: 502, body: '' }) },
      QUICK,
    );
    expect((await run(cluster)).outcome).toMatchObject({ kind: 'lost' });
    expect(server.upgrades).toHaveLength(1);
  });

  test('when it may not', async () => {
    const { response } = exchange('authorization-errors', 'forbidden exec');
    const { cluster, server } = await given(
      { answer: starting, upgrade: () => ({ status: response.status, body: response.body }) },
      QUICK,
    );
    expect((await run(cluster)).outcome).toMatchObject({ kind: 'refused', status: 403, retryable: false });
    expect(server.upgrades).toHaveLength(1);
  });

  test('when the program cannot be started', async () => {
    const frames = exchange('exec-protocol', 'no such binary').response.frames ?? [];
    const { cluster, server } = await given(
      { answer: starting, exec: says('', frames.find(({ channel }) => channel === 3)?.data) },
      QUICK,
    );
    expect((await run(cluster)).outcome).toMatchObject({ kind: 'could-not-start' });
    expect(server.upgrades).toHaveLength(1);
  });
});

describe('stops', () => {
  const refusing = { upgrade: () => ({ status: 500, body: 'container not found ("debug-1")' }) };

  test.each([
    ['bad-ref', 'InvalidImageName', /not a name that an image can have/],
    ['never', 'ErrImageNeverPull', /pull policy is Never/],
    ['image-root', 'CreateContainerConfigError', /may not run as root/],
    ['no-shell', 'RunContainerError', /has no shell/],
    ['exits', 'Error', /exit code 42/],
    ['debug-1', 'Completed', /exit code 0/],
  ])('at once: %s in %s', async (container, reason, sentence) => {
    const { cluster } = await given({ ...refusing, answer: podIn(container, reason).answer }, QUICK);
    expect((await run(cluster)).outcome).toEqual({
      kind: 'never-started',
      sentence: expect.stringMatching(sentence),
    });
  });

  test.each([
    ['not-there', 'ErrImagePull', /cannot be pulled .*connection refused/],
    ['not-there', 'ImagePullBackOff', /cannot be pulled/],
    ['d1', 'CreateContainerError', /that it shall look into is not running/],
  ])('after some patience: %s in %s', async (container, reason, sentence) => {
    const { cluster, server } = await given(
      { ...refusing, answer: podIn(container, reason).answer },
      { ...QUICK, patience: 100 },
    );
    const { outcome } = await run(cluster);
    expect(outcome).toEqual({ kind: 'never-started', sentence: expect.stringMatching(sentence) });
    expect(outcome).not.toMatchObject({ sentence: expect.stringContaining('did not start within') });
    // Telling the state takes a list and a watch, however long it lasts.
    expect(server.requests).toHaveLength(2);
  });

  test('when a failing pull succeeds within that patience it runs', async () => {
    const pod = podIn('not-there', 'ErrImagePull');
    const { cluster } = await given(
      {
        answer: pod.answer,
        upgrade: () => (pod.watches.length === 0 ? refusing.upgrade() : 'accept'),
        exec: says('hello'),
      },
      QUICK,
    );
    expect((await run(cluster)).outcome).toEqual({ kind: 'exited', code: 0 });
  });

  test('after that patience also when the kubelet begins anew in between', async () => {
    const pod = podIn('not-there', 'ErrImagePull');
    const { cluster } = await given({ ...refusing, answer: pod.answer }, { ...QUICK, patience: 150 });
    const running = run(cluster);
    await pod.watched;
    pod.become(podWith({ waiting: { reason: 'ContainerCreating' } }));
    expect((await running).outcome).toEqual({
      kind: 'never-started',
      sentence: expect.stringMatching(/cannot be pulled/),
    });
  });

  test.each([
    ['before it was watched', () => new ScriptedPod(undefined)],
    ['while it is watched', () => podIn('debug-1', 'ContainerCreating')],
  ])('when the pod was deleted %s', async (_when, scripted) => {
    const pod = scripted();
    const { cluster } = await given({ ...refusing, answer: pod.answer }, QUICK);
    void pod.watched.then(() => pod.delete());
    expect((await run(cluster)).outcome).toEqual({
      kind: 'never-started',
      sentence: expect.stringContaining('was deleted before the debug container ran'),
    });
  });

  test('when another pod has taken the name', async () => {
    const { cluster } = await given({ ...refusing, answer: starting }, QUICK);
    expect((await run(cluster, { podUid: 'another' })).outcome).toEqual({
      kind: 'never-started',
      sentence: 'The pod happy was replaced by another of the same name: ask again.',
    });
  });

  test('when its time is up, and tells what probably keeps it', async () => {
    const { cluster } = await given(
      { ...refusing, answer: new ScriptedPod(podWith(undefined)).answer },
      QUICK,
    );
    expect((await run(cluster, { startTimeoutMs: 150 })).outcome).toEqual({
      kind: 'never-started',
      sentence: expect.stringContaining('the node node1 has not taken it up'),
    });
  });

  test('when it is aborted during an attempt that is then refused: it is certain that nothing ran', async () => {
    const stop = new AbortController();
    const { cluster } = await given(
      {
        answer: starting,
        upgrade: (_request, count) => {
          if (count === 3) stop.abort();
          return refusing.upgrade();
        },
      },
      { ...QUICK, laterAttempts: 10_000, firstAttempt: 10 },
    );
    expect((await run(cluster, { signal: stop.signal })).outcome).toEqual({
      kind: 'aborted',
      handedOver: false,
    });
  });
});
