import pino from 'pino';
import type { Wanted } from '../../src/domain/asking/ask.ts';
import { debugContainer } from '../../src/domain/container/debug-container.ts';
import type { DebugContainer, DebugContainerOptions } from '../../src/domain/container/debug-container.ts';
import type { Cluster, FoundPod } from '../../src/kubernetes/cluster.ts';
import { connectCluster } from '../../src/kubernetes/connect.ts';
import { runningPod } from './pods.ts';
import { openSubject } from './subject.ts';
import type { Subject } from './subject.ts';

/** The cluster through Keyhole's own eyes, with a pod to look into. */
export interface SessionWorld {
  subject: Subject;
  cluster: Cluster;
  /** Without Pod Security. */
  namespace: string;
  /** The pod, in this namespace or in another one of the suite's. */
  pod(namespace?: string): Promise<FoundPod>;
  found(wanted: Wanted, namespace?: string): Promise<FoundPod>;
  /** A container as a request has it, under the restricted profile. */
  container(requestId: string, more?: Partial<DebugContainerOptions>): DebugContainer;
  close(): Promise<void>;
}

/** Opens the cluster and runs a pod of that name in each of the namespaces. */
export async function openSession(name: string): Promise<SessionWorld> {
  const subject = await openSubject();
  const { context, kubeconfig, image, namespaces } = subject;
  const cluster = connectCluster({ name: 'tried', context, kubeconfig, logger: pino({ level: 'silent' }) });
  const { free, restricted } = namespaces;
  await Promise.all([free, restricted].map((namespace) => runningPod(subject, name, { namespace })));
  const found = async (wanted: Wanted, namespace = free): Promise<FoundPod> => {
    const search = await cluster.findPod({ namespace, wanted });
    if (search.kind !== 'found') throw new Error(JSON.stringify(search));
    return search.pod;
  };
  return {
    subject,
    cluster,
    namespace: free,
    found,
    pod: (namespace) => found({ kind: 'pod', name }, namespace),
    container: (requestId, more = {}) =>
      debugContainer({
        requestId,
        image,
        pullPolicy: 'IfNotPresent',
        profile: { name: 'restricted', base: 'restricted' },
        target: { name: 'app', uid: 65532, gid: 65532 },
        limitSeconds: 300,
        ...more,
      }),
    close: async () => {
      await cluster.close();
      await subject.close();
    },
  };
}

/** Takes output in; `got` is what came. */
export function collected(): {
  got: { out: string; err: string };
  onOutput: (stream: 'out' | 'err', data: Buffer) => void;
} {
  const got = { out: '', err: '' };
  const onOutput = (stream: 'out' | 'err', data: Buffer): void => {
    got[stream] += data.toString('utf8');
  };
  return { got, onOutput };
}
