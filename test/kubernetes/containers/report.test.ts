import { afterEach, describe, expect, test } from '@jest/globals';
import type { Cluster } from '../../../src/kubernetes/cluster.ts';
import { containerReport } from '../../../src/kubernetes/containers/report.ts';
import { exchange, recordedPod } from '../recordings.ts';
import { IDENTITY, podWith } from '../scripted-pod.ts';
import { given, stopServers } from '../scripted-server.ts';

afterEach(stopServers);

const DEBUG = { namespace: 'shop', pod: IDENTITY, container: 'debug-1' };

function reported(cluster: Cluster, uid = IDENTITY.uid, container = 'debug-1') {
  return cluster.report({ ...DEBUG, pod: { ...IDENTITY, uid }, container });
}

describe('a report', () => {
  test('of a container that is over, as recorded', async () => {
    const before = Date.now();
    const { body } = exchange('happy-path', 'final pod, see status.ephemeralContainerStatuses').response;
    const { cluster } = await given({ answer: () => ({ status: 200, body }) });
    const uid = (body as { metadata: { uid: string } }).metadata.uid;
    const reporting = await reported(cluster, uid);
    expect(reporting).toEqual({
      kind: 'reported',
      report: {
        name: 'debug-1',
        image: 'docker.io/library/busybox:latest',
        imageId: 'sha256:3e30bb38ec43a00ccd58472f33a1f4ac713f2892dd0581ed81d7989838be8907',
        containerId: 'containerd://07e816113bde4addc15709b2247288e322a85aab4a0922ee31bc79d876e6bc3b',
        command: ['sh', '-c', 'echo started; sleep 5; echo bye'],
        args: [],
        state: {
          kind: 'terminated',
          reason: 'Completed',
          exitCode: 0,
          startedAt: Date.parse('2026-11-22T07:45:59Z'),
          finishedAt: Date.parse('2026-11-22T07:46:04Z'),
        },
        ready: false,
        restarts: 0,
        seenAt: expect.any(Number),
      },
    });
    if (reporting.kind === 'reported') expect(reporting.report.seenAt).toBeGreaterThanOrEqual(before);
  });

  test.each([
    ['a pod of another uid', { status: 200, body: recordedPod('happy') }, 'gone', /another took its name/],
    [
      'a pod that is not there',
      exchange('exec-protocol', 'no such pod').response,
      'gone',
      /is not there any more/,
    ],
    [
      'a pod that may not be read',
      exchange('authorization-errors', 'forbidden exec').response,
      'failed',
      /\(403\)/,
    ],
  ] as const)('of %s', async (_what, reply, kind, sentence) => {
    const { cluster } = await given({ answer: () => ({ status: reply.status, body: reply.body }) });
    const uid = 'another';
    expect(await reported(cluster, uid)).toEqual({ kind, sentence: expect.stringMatching(sentence) });
  });

  test('of a container that the pod does not have', async () => {
    const { cluster } = await given({ answer: () => ({ status: 200, body: podWith(undefined) }) });
    expect(await reported(cluster, IDENTITY.uid, 'debug-2')).toEqual({
      kind: 'gone',
      sentence: 'The pod happy has no container debug-2: it was never added.',
    });
  });

  test.each([
    [undefined, { kind: 'unknown' }],
    [{}, { kind: 'unknown' }],
    [{ waiting: {} }, { kind: 'waiting', reason: '' }],
    [
      { waiting: { reason: 'ErrImagePull', message: 'refused' } },
      { kind: 'waiting', reason: 'ErrImagePull', message: 'refused' },
    ],
    [{ running: { startedAt: '2026-11-22T07:45:59Z' } }, { kind: 'running', startedAt: 1795333559000 }],
    [
      { terminated: { exitCode: 137, startedAt: '0001-01-01T00:00:00Z', message: 'killed' } },
      { kind: 'terminated', reason: '', exitCode: 137, message: 'killed' },
    ],
  ])('tells the state %j', (state, told) => {
    const pod = podWith(state);
    expect(containerReport(pod, 'debug-1', 7)).toMatchObject({ state: told, seenAt: 7 });
    expect(Object.keys(containerReport(pod, 'debug-1', 7)?.state ?? {})).toEqual(Object.keys(told));
  });

  // Whoever may write to a pod's status, and a registry whose answer a kubelet passes on, chooses these texts.
  test.each(['waiting', 'terminated'])('tells no more of a long text than people read (%s)', (kind) => {
    const message = 'A long story. '.repeat(100_000);
    const pod = podWith({ [kind]: { exitCode: 1, reason: 'Reason'.repeat(1_000), message } });
    const state = containerReport(pod, 'debug-1', 7)?.state;
    expect(JSON.stringify(state).length).toBeLessThan(5_000);
    expect(state).toMatchObject({ message: expect.stringMatching(/^A long story\. .*…$/) });
  });
});
