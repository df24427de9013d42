import { describe, expect, test } from '@jest/globals';
import { startVerdict } from '../../../src/kubernetes/failures/start-failures.ts';
import { recordedPod, recordedStates } from '../recordings.ts';

const POD = recordedPod('happy');
const IDENTITY = { name: 'happy', uid: POD.metadata?.uid ?? '' };

function verdictOf(state: object | undefined, image = 'busybox') {
  const statuses = state ? [{ ...STATUS, image, state }] : [];
  const pod = { ...POD, status: { ...POD.status, ephemeralContainerStatuses: statuses } };
  return startVerdict(pod, IDENTITY, 'debug');
}

const STATUS = { name: 'debug', imageID: '', ready: false, restartCount: 0 };

describe('startVerdict, for every recorded state', () => {
  test.each(
    recordedStates().map(({ container, state, image }) => {
      const reason = state.waiting?.reason ?? state.terminated?.reason ?? 'running';
      return [container, reason, state, image] as const;
    }),
  )('%s: %s', (_container, reason, state, image) => {
    const kinds: Record<string, string> = {
      ContainerCreating: 'starting',
      running: 'running',
      ErrImagePull: 'failing',
      ImagePullBackOff: 'failing',
      CreateContainerError: 'failing',
      InvalidImageName: 'never',
      ErrImageNeverPull: 'never',
      CreateContainerConfigError: 'never',
      RunContainerError: 'never',
      Completed: 'over',
      Error: 'over',
    };
    const verdict = verdictOf(state, image);
    expect(verdict.kind).toBe(kinds[reason]);
    const told = 'sentence' in verdict ? verdict.sentence : 'Nothing needs to be said: it is not failing.';
    expect(told).toMatch(/^[A-Z"].{20,500}[:.] .*\.$/);
  });
});

test('each recorded reason that keeps a container from running has a sentence of its own', () => {
  const sentences = new Map<string, string>();
  for (const { state } of recordedStates()) {
    const verdict = verdictOf(state, 'IMAGE');
    const reason = state.waiting?.reason ?? state.terminated?.reason;
    if (!('sentence' in verdict) || reason === undefined) continue;
    // What is quoted of the cluster's own words would make any two different.
    sentences.set(reason, verdict.sentence.replace(/\(.*\)|`.*`/, ''));
  }
  // Two reasons, one cause: the kubelet tells of a failed pull, then that it waits to try again.
  expect(sentences.get('ErrImagePull')).toBe(sentences.get('ImagePullBackOff'));
  sentences.delete('ImagePullBackOff');
  expect([...sentences.keys()].sort()).toEqual([
    'Completed',
    'CreateContainerConfigError',
    'CreateContainerError',
    'ErrImageNeverPull',
    'ErrImagePull',
    'Error',
    'InvalidImageName',
    'RunContainerError',
  ]);
  sentences.delete('Completed'); // As Error: its exit code tells them apart.
  expect(new Set(sentences.values()).size).toBe(sentences.size);
});

describe('startVerdict', () => {
  test.each([
    [{ terminated: { exitCode: 137, reason: 'OOMKilled' } }, 'over', /want of memory/],
    [
      {
        terminated: {
          exitCode: 128,
          reason: 'StartError',
          message: 'exec: "sh": executable file not found in $PATH',
        },
      },
      'never',
      /has no shell/,
    ],
    [
      {
        waiting: {
          reason: 'CreateContainerError',
          message:
            'container create failed: executable file `/bin/tool` not found: No such file or directory',
        },
      },
      'never',
      /There is no `\/bin\/tool` in the image busybox/,
    ],
    [
      { waiting: { reason: 'RunContainerError', message: 'exec: "/tool": exec format error' } },
      'never',
      /not made for this node's processor/,
    ],
    [{ terminated: { exitCode: 128, reason: 'StartError' } }, 'never', /could not be run: ask again/],
    [
      { waiting: { reason: 'CreateContainerError', message: 'no space left' } },
      'failing',
      /\(no space left\)/,
    ],
    [{ waiting: { reason: 'SomethingNew', message: 'odd' } }, 'failing', /SomethingNew \(odd\)/],
    [{ terminated: { exitCode: 3 } }, 'over', /\(exit code 3\)/],
  ])('%j', (state, kind, sentence) => {
    expect(verdictOf(state)).toMatchObject({ kind, sentence: expect.stringMatching(sentence) });
  });

  test('without any status it is the node that has not taken it up', () => {
    expect(verdictOf(undefined)).toEqual({ kind: 'starting', likely: expect.stringContaining('node1') });
    const unscheduled = recordedPod('unschedulable');
    const identity = { name: 'unschedulable', uid: unscheduled.metadata?.uid ?? '' };
    expect(startVerdict(unscheduled, identity, 'd1')).toEqual({
      kind: 'starting',
      likely: expect.stringMatching(/^the pod has no node yet \(0\/1 nodes are available: .*\)$/),
    });
  });

  test('a pod that is over starts nothing any more, and gives no status of the container, as recorded', () => {
    const done = recordedPod('done');
    expect(startVerdict(done, { name: 'done', uid: done.metadata?.uid ?? '' }, 'd1')).toEqual({
      kind: 'never',
      sentence:
        'The pod done is over (Succeeded), so nothing starts in it any more: ask again for one that runs.',
    });
    const evicted = { ...done, status: { phase: 'Failed', reason: 'Evicted' } };
    expect(startVerdict(evicted, { name: 'done', uid: done.metadata?.uid ?? '' }, 'd1')).toMatchObject({
      sentence: expect.stringContaining('is over (Failed: Evicted)'),
    });
  });

  test('a node that is lost is a likely cause', () => {
    const pod = { ...POD, status: { ...POD.status, reason: 'NodeLost', ephemeralContainerStatuses: [] } };
    expect(startVerdict(pod, IDENTITY, 'debug')).toEqual({
      kind: 'starting',
      likely: 'the node node1 has not taken it up, it may be down or very busy (NodeLost)',
    });
  });

  test('a program that cannot be run is told as such', () => {
    const named = (container: string) =>
      recordedStates().find(
        (each) => each.container === container && each.state.waiting?.reason === 'RunContainerError',
      );
    for (const container of ['no-cmd', 'no-shell']) {
      const recorded = named(container);
      expect(verdictOf(recorded?.state, recorded?.image)).toMatchObject({ kind: 'never', program: true });
    }
    expect(verdictOf({ waiting: { reason: 'InvalidImageName' } })).not.toHaveProperty('program');
  });

  test('the image is called as the container has it, not by another tag of the same image as its status may', () => {
    const pod = {
      ...POD,
      spec: { containers: [], ephemeralContainers: [{ name: 'debug', image: 'tools:2' }] },
      status: {
        ...POD.status,
        ephemeralContainerStatuses: [
          {
            ...STATUS,
            image: 'docker.io/other/name:1',
            state: {
              waiting: { reason: 'RunContainerError', message: 'exec: "/tool": no such file or directory' },
            },
          },
        ],
      },
    };
    expect(startVerdict(pod, IDENTITY, 'debug')).toMatchObject({
      sentence: expect.stringContaining('in the image tools:2:'),
    });
  });

  test('a state without anything in it is a start', () => {
    expect(verdictOf({})).toMatchObject({ kind: 'starting' });
  });

  test('a pod that is being deleted starts nothing new, one of another uid is another', () => {
    const leaving = { ...POD, metadata: { ...POD.metadata, deletionTimestamp: new Date(0) } };
    expect(startVerdict(leaving, IDENTITY, 'debug')).toMatchObject({ kind: 'never' });
    expect(startVerdict(POD, { ...IDENTITY, uid: 'other' }, 'debug')).toMatchObject({ kind: 'never' });
  });
});
