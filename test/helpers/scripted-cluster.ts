import { once } from 'node:events';
import { jest } from '@jest/globals';
import type {
  Cluster,
  ExecOutcome,
  ExecWhenRunningOptions,
  FoundPod,
  NeverStarted,
} from '../../src/kubernetes/cluster.ts';

export const POD: FoundPod = {
  name: 'api-7f9c6d5b84-x2k4p',
  uid: 'uid-1',
  node: 'node1',
  owner: 'Deployment api',
  phase: 'Running',
  containers: [{ name: 'app', ready: true, running: true, state: 'running' }],
  defaultContainer: 'app',
  existingDebugContainers: [],
  ready: true,
  restarts: 0,
};

/** A cluster whose answers a test writes, and that remembers each question. */
export interface ScriptedCluster extends Cluster {
  readonly findPod: jest.Mock<Cluster['findPod']>;
  readonly preflight: jest.Mock<Cluster['preflight']>;
  readonly addContainer: jest.Mock<Cluster['addContainer']>;
  readonly exec: jest.Mock<Cluster['exec']>;
  readonly execWhenRunning: jest.Mock<Cluster['execWhenRunning']>;
  readonly release: jest.Mock<Cluster['release']>;
  readonly close: jest.Mock<Cluster['close']>;
}

/** Does what it is asked, at once, unless a test gives it another script. */
export function scriptedCluster(script: Partial<Cluster> = {}): ScriptedCluster {
  const methods = {
    findPod: async () => ({ kind: 'found', pod: POD }),
    preflight: async () => ({ kind: 'ok', warnings: [] }),
    addContainer: async () => ({ kind: 'added' }),
    exec: async () => ({ kind: 'exited', code: 0 }),
    execWhenRunning: takes({ kind: 'exited', code: 0 }),
    release: async () => ({ kind: 'released' }),
    close: async () => {},
    ...script,
  } satisfies Partial<Cluster>;
  return {
    name: 'sandbox',
    server: 'https://127.0.0.1:6443',
    findPod: jest.fn<Cluster['findPod']>(methods.findPod),
    preflight: jest.fn<Cluster['preflight']>(methods.preflight),
    addContainer: jest.fn<Cluster['addContainer']>(methods.addContainer),
    exec: jest.fn<Cluster['exec']>(methods.exec),
    execWhenRunning: jest.fn<Cluster['execWhenRunning']>(methods.execWhenRunning),
    release: jest.fn<Cluster['release']>(methods.release),
    close: jest.fn<Cluster['close']>(methods.close),
  };
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

async function aborted(signal: ExecWhenRunningOptions['signal']): Promise<void> {
  if (!signal) throw new Error('there is no signal to wait for');
  if (!signal.aborted) await once(signal, 'abort');
}
