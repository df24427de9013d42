import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  addDebugContainer,
  debugContainerOnce,
  makePod,
  podOnce,
  podPath,
  restrictedContext,
  runningPod,
  sleeper,
} from './pods.ts';
import type { PodBody } from './pods.ts';
import { openSubject } from './subject.ts';
import type { Subject } from './subject.ts';
import { shellPath } from './wire.ts';

let subject: Subject;
let namespace: string;

beforeAll(async () => {
  subject = await openSubject();
  namespace = subject.namespaces.free;
  await runningPod(subject, 'starts', { plain: true });
});

afterAll(() => subject?.close());

describe('a container that ran', () => {
  test.each([0, 42])('keeps its exit code %d', async (code) => {
    const name = `ends-${code}`;
    await addDebugContainer(subject, namespace, 'starts', { name, command: ['sh', '-c', `exit ${code}`] });
    const { state, restartCount } = await debugContainerOnce(
      subject,
      namespace,
      'starts',
      name,
      (one) => one.state.terminated !== undefined,
    );
    expect(state.terminated).toMatchObject({ exitCode: code, reason: code === 0 ? 'Completed' : 'Error' });
    expect(restartCount).toBe(0);
  });

  test('has the user that it asked for', async () => {
    const securityContext = { ...restrictedContext, runAsUser: 12345, runAsGroup: 23456 };
    await addDebugContainer(subject, namespace, 'starts', {
      name: 'user',
      command: ['sleep', '300'],
      securityContext,
    });
    const status = await debugContainerOnce(
      subject,
      namespace,
      'starts',
      'user',
      (one) => one.state.running !== undefined,
    );
    expect(status).toMatchObject({
      containerID: expect.stringMatching(/^[\w-]+:\/\//),
      imageID: expect.stringContaining('sha256:'),
    });
    const answer = await subject.wire.exec(shellPath('starts', 'user', 'id -u; id -g', namespace));
    expect(
      answer.kind === 'exec' &&
        answer.frames.map(({ channel, data }) => (channel === 1 ? data.toString() : '')).join(''),
    ).toBe('12345\n23456\n');
  });
});

describe('pods that start nothing', () => {
  test('a pod without a node takes the container, and neither runs nor logs it', async () => {
    await makePod(
      subject,
      namespace,
      sleeper(subject, 'nowhere', { spec: { nodeSelector: { 'keyhole-contract': 'none' } } }),
    );
    await podOnce(subject, namespace, 'nowhere', ({ status }) => status.phase === 'Pending');
    const added = await addDebugContainer(subject, namespace, 'nowhere', { name: 'd1' });
    expect((added.body as PodBody).spec.nodeName).toBeUndefined();
    expect(
      (await subject.wire.request('GET', `${podPath(namespace, 'nowhere')}/log?container=d1`)).status,
    ).toBe(204);
    const exec = await subject.wire.exec(shellPath('nowhere', 'd1', 'id', namespace));
    expect(exec).toMatchObject({
      status: 400,
      body: { message: 'pod nowhere does not have a host assigned' },
    });
  });

  test('a pod that is over takes the container, and never starts it', async () => {
    const once = {
      restartPolicy: 'Never',
      containers: [{ name: 'app', image: subject.image, imagePullPolicy: 'IfNotPresent', command: ['true'] }],
    };
    await makePod(subject, namespace, sleeper(subject, 'over', { plain: true, spec: once }));
    await podOnce(subject, namespace, 'over', ({ status }) => status.phase === 'Succeeded');
    expect((await addDebugContainer(subject, namespace, 'over', { name: 'd1' })).status).toBe(200);
    const exec = await subject.wire.exec(shellPath('over', 'd1', 'id', namespace));
    expect(exec).toMatchObject({ kind: 'refused', status: 500, body: 'container not found ("d1")' });
    const pod = await subject.wire.request('GET', podPath(namespace, 'over'));
    expect((pod.body as PodBody).status.ephemeralContainerStatuses ?? []).toEqual([]);
  });
});
