import { describe, expect, test } from '@jest/globals';
import type { V1Pod } from '@kubernetes/client-node';
import { debugContainer } from '../../../src/domain/container/debug-container.ts';
import { podFitness } from '../../../src/kubernetes/preflight/pod-fitness.ts';
import { type Plain, recordedPod } from '../recordings.ts';

const container = debugContainer({
  requestId: '0123456789',
  image: 'busybox',
  profile: { name: 'general', base: 'general' },
  target: { name: 'app' },
  limitSeconds: 60,
});

function fitness(pod: V1Pod, of = container) {
  return podFitness(pod, { name: pod.metadata?.name ?? '', uid: pod.metadata?.uid ?? '' }, of);
}

function withStatus(name: string, status: object): Plain<V1Pod> {
  const pod = recordedPod(name);
  return { ...pod, status: { ...pod.status, ...status } };
}

describe('podFitness of recorded pods', () => {
  test('a running pod fits', () => {
    expect(fitness(recordedPod('happy'))).toEqual({ kind: 'ok', warnings: [] });
  });

  test.each([
    ['done', /is over \(Succeeded\)/],
    ['unschedulable', /not scheduled to a node yet/],
    ['leaving', /is being deleted/],
    ['crashing', /The container app of the pod crashing is not running \(waiting \(CrashLoopBackOff\)\)/],
  ])('%s does not', (name, sentence) => {
    expect(fitness(recordedPod(name))).toEqual({
      kind: 'refused',
      sentence: expect.stringMatching(sentence),
    });
  });

  test('a crash-looping pod fits without a target, as recorded (d2), and its debug containers are a warning', () => {
    const { targetContainerName: _target, ...free } = container;
    expect(fitness(recordedPod('crashing'), free)).toEqual({
      kind: 'ok',
      warnings: ['The pod has 2 debug containers already (1 running), and none can be removed.'],
    });
  });
});

describe('podFitness', () => {
  test('a pod of another uid, a static pod, a lost node', () => {
    const pod = recordedPod('happy');
    expect(podFitness(pod, { name: 'happy', uid: 'other' }, container)).toMatchObject({
      sentence: expect.stringContaining('was replaced'),
    });
    const annotations = { 'kubernetes.io/config.mirror': 'x' };
    expect(fitness({ ...pod, metadata: { ...pod.metadata, annotations } })).toMatchObject({
      sentence: expect.stringContaining('static pod'),
    });
    expect(fitness(withStatus('happy', { phase: 'Unknown' }))).toMatchObject({
      sentence: expect.stringContaining('The node node1'),
    });
  });

  test('a target that is not there', () => {
    expect(fitness(recordedPod('happy'), { ...container, targetContainerName: 'nope' })).toEqual({
      kind: 'refused',
      sentence: 'The pod happy has no container nope: it has app.',
    });
  });

  test('its own container, added by an earlier attempt, is no warning', () => {
    const pod = recordedPod('happy');
    const added = {
      ...pod,
      spec: {
        containers: [],
        ...pod.spec,
        ephemeralContainers: [{ name: container.name, image: 'busybox', env: [...(container.env ?? [])] }],
      },
    };
    expect(fitness(added)).toEqual({ kind: 'ok', warnings: [] });
  });

  test.each([
    ['of the pod itself', { containers: [{ name: 'app' }, { name: container.name }] }],
    ['that ran first', { containers: [{ name: 'app' }], initContainers: [{ name: container.name }] }],
    [
      'of another request',
      {
        containers: [{ name: 'app' }],
        ephemeralContainers: [{ name: container.name, env: [{ name: 'KEYHOLE_REQUEST', value: 'other' }] }],
      },
    ],
    ['of someone else', { containers: [{ name: 'app' }], ephemeralContainers: [{ name: container.name }] }],
  ])('a name that a container %s has is taken', (_whose, changes) => {
    const pod = recordedPod('happy');
    expect(fitness({ ...pod, spec: { ...pod.spec, ...changes } })).toEqual({
      kind: 'refused',
      sentence: `The pod happy already has a container called ${container.name}, and names are never free again: ask again with another name after \`-c\`, or without it.`,
    });
  });

  test('a container that is to be used again must be there and run', () => {
    const pod = recordedPod('crashing');
    const identity = { name: 'crashing', uid: pod.metadata?.uid ?? '' };
    const reuse = (name: string) => podFitness(pod, identity, { name, image: 'busybox' }, true);
    expect(reuse('d2')).toEqual({ kind: 'ok', warnings: [] });
    expect(reuse('d1')).toEqual({
      kind: 'refused',
      sentence:
        'The debug container d1 of the pod crashing does not run any more: ask again without `--reuse` for a new one.',
    });
    expect(reuse('app')).toEqual({
      kind: 'refused',
      sentence: 'The pod crashing has no debug container app: ask again without `--reuse` for a new one.',
    });
  });

  test('a pod that shares what its node has is a warning, one of Windows does not fit', () => {
    const pod = recordedPod('happy');
    const spec = { containers: [], ...pod.spec, hostPID: true, hostNetwork: true };
    expect(fitness({ ...pod, spec })).toEqual({
      kind: 'ok',
      warnings: ['The pod shares the processes and network of its node, and so does the session.'],
    });
    expect(fitness({ ...pod, spec: { ...spec, os: { name: 'windows' } } })).toMatchObject({
      sentence: expect.stringContaining('Windows'),
    });
  });

  test('no root and no user set is a warning', () => {
    const pod = recordedPod('happy');
    const inPod = (securityContext: object) => ({
      ...pod,
      spec: { containers: [], ...pod.spec, securityContext },
    });
    const warned = ['It may not run as root, so it will not start if the image busybox does.'];
    expect(fitness(inPod({ runAsNonRoot: true }))).toEqual({ kind: 'ok', warnings: warned });
    expect(fitness(inPod({ runAsNonRoot: true, runAsUser: 1000 }))).toEqual({ kind: 'ok', warnings: [] });
    const nonRoot = { ...container, securityContext: { runAsNonRoot: true } };
    expect(fitness(pod, nonRoot)).toEqual({ kind: 'ok', warnings: warned });
    const asUser = { ...container, securityContext: { runAsNonRoot: true, runAsUser: 65532 } };
    expect(fitness(pod, asUser)).toEqual({ kind: 'ok', warnings: [] });
  });
});
