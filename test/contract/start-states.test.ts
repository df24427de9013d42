import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  addDebugContainer,
  debugContainerOnce,
  makePod,
  messageIn,
  podOnce,
  podPath,
  restrictedContext,
  runningPod,
  sleeper,
} from './pods.ts';
import type { ContainerStatus, PodBody } from './pods.ts';
import { openSubject } from './subject.ts';
import type { Subject } from './subject.ts';
import { shellPath } from './wire.ts';

let subject: Subject;
let namespace: string;

beforeAll(async () => {
  subject = await openSubject();
  namespace = subject.namespaces.free;
  await runningPod(subject, 'starts', { plain: true });
  await runningPod(subject, 'nonroot', { spec: { securityContext: { runAsNonRoot: true } } });
});

afterAll(() => subject?.close());

const waitsFor =
  (...reasons: string[]) =>
  ({ state }: ContainerStatus): boolean =>
    reasons.includes(state.waiting?.reason ?? '');

describe('a container that cannot run stays waiting, with the reason', () => {
  test.each<[string, string[], string, object]>([
    [
      'no registry of that name',
      ['ErrImagePull', 'ImagePullBackOff'],
      'example.invalid/x',
      { image: 'example.invalid/x:1' },
    ],
    ['not a valid reference', ['InvalidImageName'], 'must be lowercase', { image: 'BusyBox:latest' }],
    [
      'never pulled, and not there',
      ['ErrImageNeverPull'],
      'pull policy of Never',
      { image: 'example.invalid/absent:1', imagePullPolicy: 'Never' },
    ],
    [
      'no such program',
      ['RunContainerError'],
      'no such file or directory',
      { command: ['/no/such/program'] },
    ],
    [
      'no program of that name',
      ['RunContainerError'],
      'executable file not found in $PATH',
      { command: ['nosuchprogram'] },
    ],
  ])('%s', async (what, reasons, words, more) => {
    const name = what.replaceAll(/[^a-z]+/g, '-');
    await addDebugContainer(subject, namespace, 'starts', { name, ...more });
    const status = await debugContainerOnce(subject, namespace, 'starts', name, waitsFor(...reasons));
    expect(status.state.waiting?.message).toContain(words);
    expect(status.ready).toBe(false);
    const exec = await subject.wire.exec(shellPath('starts', name, 'id', namespace));
    expect(exec).toMatchObject({ kind: 'refused', status: 500, body: `container not found ("${name}")` });
  });

  test('a failed pull is tried again, with a wait in between', async () => {
    await addDebugContainer(subject, namespace, 'starts', { name: 'again', image: 'example.invalid/x:2' });
    await debugContainerOnce(subject, namespace, 'starts', 'again', waitsFor('ErrImagePull'));
    const status = await debugContainerOnce(
      subject,
      namespace,
      'starts',
      'again',
      waitsFor('ImagePullBackOff'),
    );
    expect(status.state.waiting?.message).toContain('Back-off pulling image "example.invalid/x:2"');
  });

  test.each([
    ['asks for root', { runAsUser: 0 }, "container's runAsUser breaks non-root policy"],
    ['has an image that runs as root', undefined, 'container has runAsNonRoot and image will run as root'],
  ])('a pod that is not to run as root, and a container that %s', async (what, securityContext, words) => {
    const name = what.replaceAll(' ', '-');
    const more = { command: ['sleep', '60'], ...(securityContext && { securityContext }) };
    await addDebugContainer(subject, namespace, 'nonroot', { name, ...more });
    const status = await debugContainerOnce(
      subject,
      namespace,
      'nonroot',
      name,
      waitsFor('CreateContainerConfigError'),
    );
    expect(status.state.waiting?.message).toContain(words);
  });
});

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

  test('the log of a waiting container is 400 and says for what it waits', async () => {
    await addDebugContainer(subject, namespace, 'starts', { name: 'mute', image: 'example.invalid/x:3' });
    await debugContainerOnce(
      subject,
      namespace,
      'starts',
      'mute',
      waitsFor('ErrImagePull', 'ImagePullBackOff'),
    );
    const answer = await subject.wire.request('GET', `${podPath(namespace, 'starts')}/log?container=mute`);
    expect(answer.status).toBe(400);
    expect(messageIn(answer)).toMatch(/^container "mute" in pod "starts" is waiting to start: /);
  });
});
