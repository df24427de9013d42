import { describe, expect, test } from '@jest/globals';
import type { V1Pod } from '@kubernetes/client-node';
import { candidate, choosePod } from '../../../src/kubernetes/finding/pod-choice.ts';
import { type Plain, recordedPod } from '../recordings.ts';

interface Changes {
  readonly from?: string;
  readonly restarts?: number;
  readonly created?: string;
  readonly failed?: string;
  readonly deleted?: true;
}

function pod(name: string, { from = 'happy', restarts, created, failed, deleted }: Changes = {}): V1Pod {
  const recorded: Plain<V1Pod> = recordedPod(from);
  const [first, ...others] = recorded.status?.containerStatuses ?? [];
  const status = first && {
    ...first,
    ...(restarts !== undefined && { restartCount: restarts }),
    ...(failed && { lastState: { terminated: { exitCode: 1, finishedAt: new Date(failed) } } }),
  };
  return {
    ...recorded,
    metadata: {
      ...recorded.metadata,
      name,
      creationTimestamp: new Date(created ?? '2026-11-22T10:00:00Z'),
      ...(deleted && { deletionTimestamp: new Date() }),
    },
    status: { ...recorded.status, ...(status && { containerStatuses: [status, ...others] }) },
  };
}

function chosen(...pods: V1Pod[]): string {
  const choice = choosePod(pods.map(candidate), 'of Deployment api');
  return choice ? `${choice.pod.name}: ${choice.why}` : 'none';
}

describe('choosePod', () => {
  test('prefers one that crashes, and says in which state', () => {
    expect(chosen(pod('a'), pod('b', { from: 'crashing' }), pod('c'))).toBe(
      'b: 3 pods of Deployment api; this one is not ready (app: waiting (CrashLoopBackOff)).',
    );
  });

  test('of those that crash, the one with the most restarts, then the one that failed last, then by name', () => {
    const crashing = { from: 'crashing', failed: '2026-11-22T10:00:00Z' };
    const [few, many] = [pod('a', { ...crashing, restarts: 2 }), pod('b', { ...crashing, restarts: 9 })];
    expect(chosen(few, many)).toMatch(/^b:/);
    const later = pod('c', { ...crashing, restarts: 9, failed: '2026-11-22T11:00:00Z' });
    expect(chosen(few, many, later)).toMatch(/^c:/);
    expect(chosen(pod('z', crashing), pod('y', crashing))).toMatch(/^y:/);
  });

  test('of ready ones the one that restarted most, else the newest, else the first by name', () => {
    expect(chosen(pod('a'), pod('b', { restarts: 1 }))).toBe(
      'b: 2 pods of Deployment api; all are ready; this one restarted most (once).',
    );
    expect(chosen(pod('a', { restarts: 3 }), pod('b', { restarts: 1 }))).toContain('(3 times)');
    expect(chosen(pod('a'), pod('b', { created: '2026-11-22T11:00:00Z' }))).toBe(
      'b: 2 pods of Deployment api; all are ready; this is the newest.',
    );
    expect(chosen(pod('b'), pod('a'))).toBe(
      'a: 2 pods of Deployment api; all are ready; this is the first by name.',
    );
  });

  test('takes none in which nothing starts while there is another', () => {
    const hopeless = [
      pod('a', { from: 'done' }),
      pod('b', { from: 'unschedulable' }),
      pod('c', { from: 'crashing', restarts: 99, deleted: true }),
    ];
    expect(chosen(...hopeless, pod('d'))).toBe(
      'd: 4 pods of Deployment api; no debug container can start in the others.',
    );
    expect(chosen(...hopeless, pod('d'), pod('e', { created: '2026-11-22T11:00:00Z' }))).toBe(
      'e: 5 pods of Deployment api; those that run are ready; this is the newest.',
    );
    expect(chosen(...hopeless)).toMatch(
      /^b: .*; none can be debugged yet, and this one is not scheduled to a node\.$/,
    );
    expect(chosen(pod('a', { from: 'done' }), pod('b', { deleted: true }))).toContain(
      '; all are over or being deleted.',
    );
  });

  test('says of the only one how it is', () => {
    expect(chosen(pod('a'))).toBe('a: The only pod of Deployment api; it is ready.');
    expect(chosen(pod('a', { from: 'crashing' }))).toMatch(
      /; it is not ready \(app: waiting \(CrashLoopBackOff\)\)\.$/,
    );
    expect(chosen(pod('a', { from: 'done' }))).toBe(
      'a: The only pod of Deployment api; it is over or being deleted.',
    );
  });

  test('of none picks none, and an empty object crashes nothing', () => {
    expect(chosen()).toBe('none');
    expect(chosen({})).toContain('it is not scheduled to a node');
  });
});
