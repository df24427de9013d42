import { once } from 'node:events';
import { jest } from '@jest/globals';
import type {
  Cluster,
  ExecOutcome,
  ExecWhenRunningOptions,
  FollowOutcome,
  FoundPod,
  NeverStarted,
} from '../../src/kubernetes/cluster.ts';
import { REPORT } from './request.ts';

export const POD: FoundPod = {
  name: 'api-7f9c6d5b84-x2k4p',
  uid: 'uid-1',
  node: 'node1',
  owner: 'Deployment api',
  labels: { app: 'api', tier: 'web' },
  phase: 'Running',
  containers: [{ name: 'app', ready: true, running: true, state: 'running', volumeMounts: [] }],
  defaultContainer: 'app',
  existingDebugContainers: [],
  ready: true,
  restarts: 0,
};

/** A cluster whose answers a test writes, and that remembers each question. */
export interface ScriptedCluster extends Cluster {
  /** Answers itself, and remembers as whom it was used. */
  readonly as: jest.Mock<Cluster['as']>;
  readonly findPod: jest.Mock<Cluster['findPod']>;
  readonly readPod: jest.Mock<Cluster['readPod']>;
  readonly listPods: jest.Mock<Cluster['listPods']>;
  readonly readNamespace: jest.Mock<Cluster['readNamespace']>;
  readonly preflight: jest.Mock<Cluster['preflight']>;
  readonly addContainer: jest.Mock<Cluster['addContainer']>;
  readonly exec: jest.Mock<Cluster['exec']>;
  readonly execWhenRunning: jest.Mock<Cluster['execWhenRunning']>;
  readonly followContainer: jest.Mock<Cluster['followContainer']>;
  readonly report: jest.Mock<Cluster['report']>;
  readonly readLog: jest.Mock<Cluster['readLog']>;
  readonly recordEvent: jest.Mock<Cluster['recordEvent']>;
  readonly release: jest.Mock<Cluster['release']>;
  readonly close: jest.Mock<Cluster['close']>;
}

/** Does what it is asked, at once, unless a test gives it another script. */
export function scriptedCluster(script: Partial<Cluster> = {}): ScriptedCluster {
  const methods = {
    findPod: async () => ({ kind: 'found', pod: POD }),
    readPod: async () => ({ kind: 'found', pod: POD }),
    listPods: async () => ({ kind: 'listed', pods: [POD], cut: false }),
    readNamespace: async () => ({ kind: 'found', labels: { team: 'shop' } }),
    preflight: async () => ({ kind: 'ok', warnings: [] }),
    addContainer: async () => ({ kind: 'added' }),
    exec: async () => ({ kind: 'exited', code: 0 }),
    execWhenRunning: takes({ kind: 'exited', code: 0 }),
    followContainer: follows([], { kind: 'exited', code: 0 }),
    report: async () => ({ kind: 'reported', report: REPORT }),
    readLog: async () => ({ kind: 'log', text: Buffer.from(''), cut: false }),
    recordEvent: async () => ({ kind: 'recorded' }),
    release: async () => ({ kind: 'released' }),
    close: async () => {},
    ...script,
  } satisfies Partial<Cluster>;
  const cluster: ScriptedCluster = {
    name: 'sandbox',
    server: 'https://127.0.0.1:6443',
    as: jest.fn<Cluster['as']>(script.as ?? (() => cluster)),
    findPod: jest.fn<Cluster['findPod']>(methods.findPod),
    readPod: jest.fn<Cluster['readPod']>(methods.readPod),
    listPods: jest.fn<Cluster['listPods']>(methods.listPods),
    readNamespace: jest.fn<Cluster['readNamespace']>(methods.readNamespace),
    preflight: jest.fn<Cluster['preflight']>(methods.preflight),
    addContainer: jest.fn<Cluster['addContainer']>(methods.addContainer),
    exec: jest.fn<Cluster['exec']>(methods.exec),
    execWhenRunning: jest.fn<Cluster['execWhenRunning']>(methods.execWhenRunning),
    followContainer: jest.fn<Cluster['followContainer']>(methods.followContainer),
    report: jest.fn<Cluster['report']>(methods.report),
    readLog: jest.fn<Cluster['readLog']>(methods.readLog),
    recordEvent: jest.fn<Cluster['recordEvent']>(methods.recordEvent),
    release: jest.fn<Cluster['release']>(methods.release),
    close: jest.fn<Cluster['close']>(methods.close),
  };
  return cluster;
}

/** Takes a command as a cluster does: asks whether it may start, opens, prints, and ends as told. */
export function takes(ending: ExecOutcome | NeverStarted, output = ''): Cluster['execWhenRunning'] {
  return async ({ mayStart, onOpen, onOutput }) => {
    if ((await mayStart?.()) === false) return { kind: 'aborted', handedOver: false };
    await onOpen?.(0);
    if (output !== '') await onOutput('out', Buffer.from(output));
    return ending;
  };
}

/**
 * Follows a container that started and writes these lines, each given by itself, as a cluster does: those up to `after`
 * come again, marked as such.
 */
export function follows(lines: readonly string[], ending: FollowOutcome): Cluster['followContainer'] {
  return async ({ after, onStarted, onLines }) => {
    await onStarted?.(0);
    for (const [index, line] of lines.entries()) {
      const position = { time: '2026-11-22T10:00:00.000000000Z', lines: index + 1 };
      await onLines({ text: Buffer.from(line), position, again: index < (after?.lines ?? 0) });
    }
    return ending;
  };
}

/** Takes a command that goes on until its signal ends the connection; `begun` is called once it runs. */
export function takesForever(begun: () => unknown): Cluster['execWhenRunning'] {
  return async ({ onOpen, signal }) => {
    await onOpen?.(0);
    await begun();
    await aborted(signal);
    return { kind: 'aborted', handedOver: true };
  };
}

/** Waits for the container to start until the signal ends it, so the cluster never gets the command. */
export function stillStarting(begun: () => unknown): Cluster['execWhenRunning'] {
  return async ({ signal }) => {
    await begun();
    await aborted(signal);
    return { kind: 'aborted', handedOver: false };
  };
}

export async function aborted(signal: ExecWhenRunningOptions['signal']): Promise<void> {
  if (!signal) throw new Error('there is no signal to wait for');
  if (!signal.aborted) await once(signal, 'abort');
}
