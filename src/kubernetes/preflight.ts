import { callApi } from './api-call.ts';
import type { Preflight, PreflightOptions } from './cluster.ts';
import type { Connection } from './connection.ts';
import { askedToAdd, patchContainer } from './ephemeral-containers.ts';
import { failureSentence } from './failures.ts';
import { podFitness } from './pod-fitness.ts';
import { readPod } from './pod-search.ts';

/** An exec by WebSocket needs both, from Kubernetes 1.35 on (recordings/kubernetes/exec-verb.json). */
const EXEC_VERBS = ['get', 'create'] as const;

/** Everything that can be known beforehand: the pod's state, the right to exec, and the patch itself as a dry run. */
export async function preflight(connection: Connection, options: PreflightOptions): Promise<Preflight> {
  const { namespace, pod, container, signal } = options;
  const asked = askedToAdd(connection.cluster, options);
  const read = await readPod(connection, namespace, pod.name, signal);
  if (read.kind === 'failed') {
    return refuse(failureSentence(read.failure, { ...asked, verb: 'get', resource: 'pods' }));
  }
  const fitness = podFitness(read.value, pod, container);
  if (fitness.kind === 'refused') return fitness;
  const [dryRun, ...rights] = await Promise.all([
    patchContainer(connection, { ...options, dryRun: true }),
    ...EXEC_VERBS.map((verb) => mayExec(connection, options, verb)),
  ]);
  if (dryRun.kind === 'failed') return refuse(failureSentence(dryRun.failure, asked));
  const missing = EXEC_VERBS.filter((_verb, index) => rights[index] === 'no');
  if (missing.length > 0) {
    return refuse(
      `Keyhole's account may not ${missing.join(' and ')} pods/exec in the namespace ${namespace} of ${connection.cluster}: have a role grant it get and create on them.`,
    );
  }
  const unknown = rights.includes('unknown')
    ? ['Whether Keyhole may run commands in the pod could not be asked.']
    : [];
  return { kind: 'ok', warnings: [...fitness.warnings, ...unknown] };
}

async function mayExec(
  connection: Connection,
  { namespace, pod, signal }: PreflightOptions,
  verb: string,
): Promise<'yes' | 'no' | 'unknown'> {
  const resourceAttributes = { namespace, name: pod.name, verb, resource: 'pods', subresource: 'exec' };
  const answer = await callApi(
    connection,
    (options) =>
      connection.authorization.createSelfSubjectAccessReview(
        {
          body: {
            apiVersion: 'authorization.k8s.io/v1',
            kind: 'SelfSubjectAccessReview',
            spec: { resourceAttributes },
          },
        },
        options,
      ),
    { signal },
  );
  if (answer.kind === 'failed') return 'unknown';
  return answer.value.status?.allowed === true ? 'yes' : 'no';
}

function refuse(sentence: string): Preflight {
  return { kind: 'refused', sentence };
}
