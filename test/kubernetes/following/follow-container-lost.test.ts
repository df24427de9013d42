import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import { DELETING, following, over, RUNNING, stopFollowing, T1, WAITING } from './following.ts';
import { exchange, recordedStates } from '../recordings.ts';
import { ScriptedLog } from './scripted-log.ts';
import { podWith, ScriptedPod } from '../scripted-pod.ts';

afterEach(stopFollowing);

describe('a container that does not start', () => {
  const recorded = (name: string, reason: string) => {
    const found = recordedStates().find(
      ({ container, state }) => container === name && state.waiting?.reason === reason,
    );
    if (!found) throw new Error(`${name} was not recorded as ${reason}`);
    return podWith(found.state);
  };

  test.each([
    [
      'no such program',
      recorded('no-cmd', 'RunContainerError'),
      'could-not-start',
      /There is no `\/no\/such\/binary`/,
    ],
    ['no shell', recorded('no-shell', 'RunContainerError'), 'could-not-start', /has no shell/],
    [
      'not executable',
      podWith({
        terminated: {
          exitCode: 128,
          reason: 'StartError',
          message: 'exec: "/etc/passwd": permission denied: unknown',
        },
      }),
      'could-not-start',
      /has `\/etc\/passwd`, but it may not be run/,
    ],
    [
      'no such image',
      recorded('bad-ref', 'InvalidImageName'),
      'never-started',
      /not a name that an image can have/,
    ],
    [
      'a pod that is over',
      podWith(undefined, { status: { phase: 'Succeeded' } }),
      'never-started',
      /is over \(Succeeded\)/,
    ],
  ])('%s', async (_what, pod, kind, sentence) => {
    const { outcome, told } = await following(new ScriptedPod(pod), new ScriptedLog());
    expect(await outcome).toEqual({ kind, sentence: expect.stringMatching(sentence) });
    expect(told).toEqual([]);
  });

  test('within its time', async () => {
    const { outcome } = await following(new ScriptedPod(podWith(undefined)), new ScriptedLog(), {
      startTimeoutMs: 800,
    });
    expect(await outcome).toEqual({
      kind: 'never-started',
      sentence: expect.stringMatching(/did not start within .* the node node1 has not taken it up/),
    });
  });

  test('that its cluster says nothing of: it is told why', async () => {
    const { outcome, server } = await following(
      new ScriptedPod(WAITING),
      new ScriptedLog(),
      { startTimeoutMs: 800 },
      { timing: { retry: 60_000, longestRetryAfter: 60_000 }, answer: () => ({ status: 503, body: '' }) },
    );
    expect(await outcome).toEqual({
      kind: 'never-started',
      sentence: expect.stringContaining('has a fault of its own (503)'),
    });
    expect(server.requests).toHaveLength(1);
  });
});

describe('a container that is lost', () => {
  test('with its pod, whose exit code is the deletion’s', async () => {
    const pod = new ScriptedPod(RUNNING);
    const log = new ScriptedLog();
    const { outcome, told } = await following(pod, log);
    await log.followed;
    log.append(T1, 'one\n');
    log.end();
    pod.become(over(137, DELETING));
    expect(await outcome).toEqual({
      kind: 'lost',
      sentence:
        'The pod happy was deleted while the command ran, which ended it with exit code 137: ask again for the pod that takes its place.',
    });
    expect(told).toEqual(['started', 'one\n']);
  });

  test('but not when it ended by itself while the pod was leaving', async () => {
    const log = new ScriptedLog();
    log.end();
    const { outcome } = await following(new ScriptedPod(over(2, DELETING)), log);
    expect(await outcome).toEqual({ kind: 'exited', code: 2 });
  });

  test.each([
    ['deleted', (pod: ScriptedPod) => pod.delete(), /was deleted while the command ran/],
    [
      'evicted',
      (pod: ScriptedPod) =>
        pod.become({ ...RUNNING, status: { ...RUNNING.status, phase: 'Failed', reason: 'Evicted' } }),
      /was ended while the command ran \(Evicted\)/,
    ],
    [
      'replaced',
      (pod: ScriptedPod) => pod.become({ ...RUNNING, metadata: { ...RUNNING.metadata, uid: 'another' } }),
      /was replaced by another/,
    ],
    [
      'forgotten by its node',
      (pod: ScriptedPod) =>
        pod.become(podWith({ terminated: { exitCode: 137, reason: 'ContainerStatusUnknown' } })),
      /has lost the container/,
    ],
  ])('when it is %s', async (_what, act, sentence) => {
    const pod = new ScriptedPod(RUNNING);
    const log = new ScriptedLog();
    const { outcome } = await following(pod, log);
    await log.followed;
    await pod.watched;
    act(pod);
    expect(await outcome).toEqual({ kind: 'lost', sentence: expect.stringMatching(sentence) });
  });

  test('when the node stays away, after some patience', async () => {
    const body = {
      kind: 'Status',
      status: 'Failure',
      message:
        'Get "https://10.0.0.1:10250/containerLogs/shop/happy/debug-1": dial tcp 10.0.0.1:10250: connect: connection refused',
      code: 500,
    };
    const pod = new ScriptedPod(RUNNING);
    let asked = 0;
    const { outcome } = await following(
      pod,
      new ScriptedLog(),
      {},
      {
        timing: { absence: 400 },
        answer: (request) => {
          if (!ScriptedLog.is(request)) return pod.answer(request);
          asked += 1;
          return { status: 500, body };
        },
      },
    );
    expect(await outcome).toEqual({
      kind: 'lost',
      sentence:
        'The node of the pod happy does not answer, and the log is there: check that the node is up, then try again; how the command ended is unknown.',
    });
    expect(asked).toBeGreaterThan(3);
  });

  test('but not when its connection breaks after a time that would be too long to be away', async () => {
    const [pod, log] = [new ScriptedPod(RUNNING), new ScriptedLog()];
    const { outcome } = await following(pod, log, {}, { timing: { absence: 100 } });
    await log.followed;
    await wait(150);
    log.break();
    await log.followed;
    log.end();
    pod.become(over(0));
    expect(await outcome).toEqual({ kind: 'exited', code: 0 });
  });

  test('at once when its log may not be read', async () => {
    const { response } = exchange('authorization-errors', 'forbidden exec');
    const pod = new ScriptedPod(RUNNING);
    const { outcome } = await following(
      pod,
      new ScriptedLog(),
      {},
      {
        answer: (request) =>
          ScriptedLog.is(request) ? { status: response.status, body: response.body } : pod.answer(request),
      },
    );
    expect(await outcome).toMatchObject({ kind: 'lost', sentence: expect.stringContaining('(403)') });
  });
});
