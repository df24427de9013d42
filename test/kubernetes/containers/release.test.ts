import { afterEach, describe, expect, test } from '@jest/globals';
import type { V1ContainerState } from '@kubernetes/client-node';
import type { Cluster, Release } from '../../../src/kubernetes/cluster.ts';
import { exchange, recordedPod } from '../recordings.ts';
import { frame, given, type ScriptedReply, stopServers } from '../scripted-server.ts';

afterEach(stopServers);

const POD = recordedPod('happy');
const UID = POD.metadata?.uid ?? '';
const NOT_FOUND = { status: 500, body: 'container not found ("debug-1")' };

function released(cluster: Cluster, uid = UID, container = 'debug-1'): Promise<Release> {
  return cluster.release({
    namespace: 'shop',
    pod: { name: 'happy', uid },
    container,
    argv: ['touch', '/tmp/end'],
  });
}

function podWith(state: V1ContainerState | undefined): ScriptedReply {
  const spec = { ...POD.spec, ephemeralContainers: [{ name: 'debug-1', image: 'busybox' }] };
  const statuses = state ? [{ name: 'debug-1', image: 'busybox', state }] : [];
  return {
    status: 200,
    body: { ...POD, spec, status: { ...POD.status, ephemeralContainerStatuses: statuses } },
  };
}

describe('release', () => {
  test('runs the command', async () => {
    const { cluster, server } = await given({
      exec: (socket) => {
        socket.send(frame(3, '{"status":"Success"}'));
        socket.close(1000);
      },
      answer: () => podWith({ running: {} }),
    });
    expect(await released(cluster)).toEqual({ kind: 'released' });
    expect(server.upgrades[0]?.path).toContain('command=touch&command=%2Ftmp%2Fend');
  });

  test('a container that is over is gone', async () => {
    const terminated = { terminated: { exitCode: 0, reason: 'Completed' } };
    const { cluster } = await given({ upgrade: () => NOT_FOUND, answer: () => podWith(terminated) });
    expect(await released(cluster)).toEqual({ kind: 'gone' });
  });

  test('a container that is still to start is not gone: it would run until its limit', async () => {
    const waiting = { waiting: { reason: 'ContainerCreating' } };
    const { cluster } = await given({ upgrade: () => NOT_FOUND, answer: () => podWith(waiting) });
    expect(await released(cluster)).toEqual({
      kind: 'not-yet',
      sentence: expect.stringContaining('has not started'),
    });
  });

  test('a container whose program cannot be run never held anything', async () => {
    const message = 'exec: "sh": executable file not found in $PATH: unknown';
    const waiting = { waiting: { reason: 'RunContainerError', message } };
    const { cluster } = await given({ upgrade: () => NOT_FOUND, answer: () => podWith(waiting) });
    expect(await released(cluster)).toEqual({ kind: 'gone' });
  });

  test('a pod that is not there is gone', async () => {
    const { response } = exchange('exec-protocol', 'no such pod');
    const missing = { status: response.status, body: response.body };
    const { cluster } = await given({ upgrade: () => missing, answer: () => missing });
    expect(await released(cluster)).toEqual({ kind: 'gone' });
  });

  test('a pod of the same name with another uid is gone', async () => {
    const { response } = exchange('exec-protocol', 'no such container');
    const { cluster } = await given({
      upgrade: () => ({ status: response.status, body: response.body }),
      answer: () => ({ status: 200, body: POD }),
    });
    expect(await released(cluster, 'another')).toEqual({ kind: 'gone' });
    expect(await released(cluster)).toEqual({ kind: 'gone' });
  });

  test.each([
    ['its own', 'keyhole-0123456789', 1],
    ['one that someone asked for', 'debug-1', 0],
    ['one that someone asked for so that it looks like its own', 'keyhole-debug', 0],
  ])(
    'in a pod that took the name runs nothing in a container whose name is not Keyhole’s own (%s)',
    async (_what, name, execs) => {
      const { cluster, server } = await given({
        upgrade: () => NOT_FOUND,
        answer: () => podWith({ running: {} }),
      });
      const answer = await released(cluster, 'another', name);
      expect(answer).toEqual({ kind: 'gone' });
      expect(server.upgrades).toHaveLength(execs);
    },
  );

  test('a cluster that cannot be reached is a failure', async () => {
    const { cluster, server } = await given({});
    await server.stop();
    expect(await released(cluster)).toMatchObject({
      kind: 'failed',
      sentence: expect.stringContaining('refuses connections'),
    });
  });

  test('a command that fails while the container runs is a failure', async () => {
    const { cluster } = await given({
      exec: (socket) => {
        const causes = [{ reason: 'ExitCode', message: '1' }];
        socket.send(
          frame(3, JSON.stringify({ status: 'Failure', reason: 'NonZeroExitCode', details: { causes } })),
        );
        socket.close(1000);
      },
      answer: () => podWith({ running: {} }),
    });
    expect(await released(cluster)).toMatchObject({
      kind: 'failed',
      sentence: expect.stringContaining('exit code 1'),
    });
  });
});
