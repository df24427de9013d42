import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addDebugContainer, debugContainerOnce, messageIn, podPath, runningPod } from './pods.ts';
import type { ContainerStatus } from './pods.ts';
import { openSubject } from './subject.ts';
import type { Subject } from './subject.ts';
import { shellPath } from './wire.ts';

let subject: Subject;
let namespace: string;
/** A pull that fails holds up what else its pod has to start, so it has a pod of its own. */
let firstFailure: Promise<ContainerStatus>;

const unpulled = { name: 'no-registry', image: 'example.invalid/x:1' };

/** What is added, the reason that its status tells, and words of the message. */
const failing = [
  [{ name: 'no-reference', image: 'BusyBox:latest' }, 'InvalidImageName', 'must be lowercase'],
  [
    { name: 'not-there', image: 'example.invalid/absent:1', imagePullPolicy: 'Never' },
    'ErrImageNeverPull',
    'pull policy of Never',
  ],
  [{ name: 'no-path', command: ['/no/such/program'] }, 'RunContainerError', 'no such file or directory'],
  [
    { name: 'no-program', command: ['nosuchprogram'] },
    'RunContainerError',
    'executable file not found in $PATH',
  ],
] as const;

const sleeping = { command: ['sleep', '60'] };

/** The same on a pod that is not to run as root. */
const rooted = [
  [
    { name: 'asks-for-root', securityContext: { runAsUser: 0 } },
    "container's runAsUser breaks non-root policy",
  ],
  [{ name: 'image-of-root' }, 'container has runAsNonRoot and image will run as root'],
] as const;

beforeAll(async () => {
  subject = await openSubject();
  namespace = subject.namespaces.free;
  await Promise.all([
    runningPod(subject, 'fails', { plain: true }),
    runningPod(subject, 'nonroot', { spec: { securityContext: { runAsNonRoot: true } } }),
    runningPod(subject, 'unpulled'),
  ]);
  // A kubelet may tell of a failure only when it looks at the pod again, after many seconds: all fail at once.
  const add = (pod: string, container: { name: string }): Promise<unknown> =>
    addDebugContainer(subject, namespace, pod, container);
  await add('unpulled', unpulled);
  firstFailure = debugContainerOnce(subject, namespace, 'unpulled', unpulled.name, waitsFor('ErrImagePull'));
  // Told of by the expectations that wait for it.
  firstFailure.catch(() => undefined);
  for (const [container] of failing) await add('fails', container);
  for (const [container] of rooted) await add('nonroot', { ...sleeping, ...container });
});

afterAll(() => subject?.close());

const waitsFor =
  (...reasons: string[]) =>
  ({ state }: ContainerStatus): boolean =>
    reasons.includes(state.waiting?.reason ?? '');

describe('a container that cannot run stays waiting, with the reason', () => {
  test.each(failing.map(([container, reason, words]) => [container.name, reason, words] as const))(
    '%s: %s',
    async (name, reason, words) => {
      const status = await debugContainerOnce(subject, namespace, 'fails', name, waitsFor(reason));
      expect(status.state.waiting?.message).toContain(words);
      expect(status.ready).toBe(false);
      const exec = await subject.wire.exec(shellPath('fails', name, 'id', namespace));
      expect(exec).toMatchObject({ kind: 'refused', status: 500, body: `container not found ("${name}")` });
    },
  );

  test.each(rooted.map(([container, words]) => [container.name, words] as const))(
    'on a pod that is not to run as root: %s',
    async (name, words) => {
      const misconfigured = waitsFor('CreateContainerConfigError');
      const status = await debugContainerOnce(subject, namespace, 'nonroot', name, misconfigured);
      expect(status.state.waiting?.message).toContain(words);
    },
  );
});

describe('an image that cannot be pulled', () => {
  test('is told of, and nothing can be run there', async () => {
    const status = await firstFailure;
    expect(status.state.waiting?.message).toContain(unpulled.image);
    expect(status.ready).toBe(false);
    const exec = await subject.wire.exec(shellPath('unpulled', unpulled.name, 'id', namespace));
    expect(exec).toMatchObject({
      kind: 'refused',
      status: 500,
      body: `container not found ("${unpulled.name}")`,
    });
  });

  test('leaves no log: 400 says for what it waits', async () => {
    await firstFailure;
    const path = `${podPath(namespace, 'unpulled')}/log?container=${unpulled.name}`;
    const answer = await subject.wire.request('GET', path);
    expect(answer.status).toBe(400);
    expect(messageIn(answer)).toMatch(
      /^container "no-registry" in pod "unpulled" is waiting to start: (image can't be pulled|trying and failing to pull image)$/,
    );
  });

  test('is tried again, with a wait in between', async () => {
    await firstFailure;
    const backsOff = waitsFor('ImagePullBackOff');
    const status = await debugContainerOnce(subject, namespace, 'unpulled', unpulled.name, backsOff);
    expect(status.state.waiting?.message).toContain(`Back-off pulling image "${unpulled.image}"`);
  });
});
