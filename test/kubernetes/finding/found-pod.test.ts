import { describe, expect, test } from '@jest/globals';
import { foundPod } from '../../../src/kubernetes/finding/found-pod.ts';
import { recordedPod } from '../recordings.ts';

describe('foundPod', () => {
  test('a recorded pod', () => {
    expect(foundPod(recordedPod('happy'))).toEqual({
      name: 'happy',
      uid: 'd6ed7b81-7fdc-4a87-84ff-6a6b4ac72228',
      labels: recordedPod('happy').metadata?.labels ?? {},
      node: 'node1',
      phase: 'Running',
      containers: [
        { name: 'app', ready: true, running: true, state: 'running', uid: 0, gid: 0, volumeMounts: [] },
      ],
      defaultContainer: 'app',
      existingDebugContainers: [],
      ready: true,
      restarts: 0,
      startedAt: Date.parse(String(recordedPod('happy').status?.startTime)),
    });
  });

  test('a recorded crash-looping pod with debug containers', () => {
    expect(foundPod(recordedPod('crashing'))).toMatchObject({
      containers: [{ name: 'app', running: false, state: 'waiting (CrashLoopBackOff)' }],
      existingDebugContainers: [
        { running: true, container: { name: 'd2' } },
        { running: false, container: { name: 'd1' } },
      ],
      ready: false,
      restarts: 2,
    });
  });

  test('a recorded pod that no node has', () => {
    const pod = foundPod(recordedPod('unschedulable'));
    expect(pod).toMatchObject({ node: '', phase: 'Pending', ready: false });
    expect(pod).not.toHaveProperty('startedAt');
  });

  test.each([
    ['ReplicaSet', 'api-7f9c6d5b84', '7f9c6d5b84', 'Deployment api'],
    ['ReplicaSet', 'alone', undefined, 'ReplicaSet alone'],
    ['ReplicaSet', 'alone', '7f9c6d5b84', 'ReplicaSet alone'],
    ['StatefulSet', 'cart', undefined, 'StatefulSet cart'],
    ['DaemonSet', 'agent', undefined, 'DaemonSet agent'],
    ['Job', 'backup-29384000', undefined, 'Job backup-29384000'],
  ])('the owner %s %s', (kind, name, hash, owner) => {
    const pod = recordedPod('happy');
    const metadata = {
      ...pod.metadata,
      ownerReferences: [{ apiVersion: 'apps/v1', kind, name, uid: 'u', controller: true }],
      ...(hash !== undefined && { labels: { 'pod-template-hash': hash } }),
    };
    expect(foundPod({ ...pod, metadata }).owner).toBe(owner);
  });

  test('the annotated container is the default, unless there is none of that name', () => {
    const pod = recordedPod('multi');
    const annotated = (name: string) => ({
      ...pod,
      metadata: { ...pod.metadata, annotations: { 'kubectl.kubernetes.io/default-container': name } },
    });
    expect(foundPod(annotated('sidecar')).defaultContainer).toBe('sidecar');
    expect(foundPod(annotated('nope')).defaultContainer).toBe('app');
  });

  test('sidecars among the init containers count, other init containers do not', () => {
    const pod = recordedPod('happy');
    const spec = {
      containers: [],
      ...pod.spec,
      initContainers: [{ name: 'migrate' }, { name: 'proxy', restartPolicy: 'Always' }],
    };
    expect(foundPod({ ...pod, spec }).containers.map(({ name }) => name)).toEqual(['app', 'proxy']);
  });

  test('the user is what the kubelet tells, else the container’s own, else the pod’s', () => {
    const pod = recordedPod('multi');
    const [app, sidecar] = pod.spec?.containers ?? [];
    const spec = {
      ...pod.spec,
      securityContext: { runAsUser: 1000, runAsGroup: 2000 },
      containers: [
        { ...app, name: 'app', securityContext: { runAsUser: 0 } },
        { ...sidecar, name: 'sidecar' },
      ],
    };
    const status = { name: 'told', ready: true, restartCount: 0, image: '', imageID: '' };
    const told = { ...status, user: { linux: { uid: 7, gid: 8 } } };
    const all = { ...spec, containers: [...spec.containers, { name: 'told' }] };
    expect(foundPod({ ...pod, spec: all, status: { containerStatuses: [told] } }).containers).toMatchObject([
      { name: 'app', uid: 0, gid: 2000 },
      { name: 'sidecar', uid: 1000, gid: 2000 },
      { name: 'told', uid: 7, gid: 8 },
    ]);
    const { containers } = foundPod({ spec: { containers: [{ name: 'image-decides' }] } });
    expect(containers[0]).not.toHaveProperty('uid');
    expect(containers[0]).not.toHaveProperty('gid');
  });

  test('its labels', () => {
    const labels = { app: 'api', tier: 'web' };
    expect(foundPod({ metadata: { labels } }).labels).toEqual(labels);
  });

  test('an empty object crashes nothing', () => {
    expect(foundPod({})).toEqual({
      name: '',
      uid: '',
      labels: {},
      node: '',
      phase: 'Unknown',
      containers: [],
      defaultContainer: '',
      existingDebugContainers: [],
      ready: false,
      restarts: 0,
    });
  });
});
