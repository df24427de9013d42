import { describe, expect, test } from '@jest/globals';
import { startVerdict } from '../../src/kubernetes/start-failures.ts';
import { recordedPod, recordedStates } from './recordings.ts';

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
      'over',
      /has no shell/,
    ],
    [{ waiting: { reason: 'SomethingNew', message: 'odd' } }, 'failing', /SomethingNew \(odd\)/],
    [{ terminated: { exitCode: 3 } }, 'over', /\(exit code 3\)/],
  ])('%j', (state, kind, sentence) => {
    expect(verdictOf(state)).toEqual({ kind, sentence: expect.stringMatching(sentence) });
  });

  test('without any status it is the node that has not taken it up', () => {
    expect(verdictOf(undefined)).toEqual({ kind: 'starting', likely: expect.stringContaining('node1') });
    const unscheduled = recordedPod('unschedulable');
    const identity = { name: 'unschedulable', uid: unscheduled.metadata?.uid ?? '' };
    expect(startVerdict(unscheduled, identity, 'd1')).toEqual({
      kind: 'starting',
      likely: 'the pod has no node yet',
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
