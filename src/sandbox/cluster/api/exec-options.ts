import type { Cluster } from '../cluster.ts';
import type { RunningContainer } from '../runtime/container.ts';
import type { Call } from './http.ts';
import { chosenContainer } from './logs-api.ts';
import { podOf } from './pods-api.ts';
import { refusalText } from './rbac.ts';
import type { RequestInfo } from './request-info.ts';
import { badRequest, forbidden } from './status.ts';

export interface ExecOptions {
  container: RunningContainer;
  command: string[];
  stdin: boolean;
  stdout: boolean;
  stderr: boolean;
  tty: boolean;
}

export type ExecCheck =
  | { kind: 'exec'; options: ExecOptions }
  /** Not running: 500 with plain text, as the kubelet answers. */
  | { kind: 'container not found'; text: string };

const isTrue = (call: Call, name: string): boolean => ['true', '1'].includes(call.query.get(name) ?? '');

/**
 * Everything that is checked before the upgrade: get and create on pods/exec (recordings/kubernetes/exec-verb.json), the
 * pod, the container, the node. Throws the StatusError of a refusal.
 */
export function checkExec(
  cluster: Cluster,
  info: Extract<RequestInfo, { kind: 'resource' }>,
  call: Call,
): ExecCheck {
  const wanted = { ...info, verb: call.verb };
  const { rbac } = cluster;
  if (!rbac.authorize(call.user, wanted).allowed) {
    throw forbidden('pods', info.name, refusalText(call.user, wanted));
  }
  if (!rbac.authorize(call.user, { ...info, verb: 'create' }).allowed) {
    throw forbidden('pods', info.name, '');
  }
  const pod = podOf(cluster, call);
  const name = chosenContainer(pod, call.query.get('container'));
  if (pod.spec.nodeName === undefined) {
    throw badRequest(`pod ${pod.metadata.name} does not have a host assigned`);
  }
  const options = {
    command: call.query.getAll('command'),
    stdin: isTrue(call, 'stdin'),
    stdout: isTrue(call, 'stdout'),
    stderr: isTrue(call, 'stderr'),
    tty: isTrue(call, 'tty'),
  };
  if (!options.stdin && !options.stdout && !options.stderr) {
    throw badRequest('you must specify at least 1 of stdin, stdout, stderr');
  }
  const container = cluster.runtime.find(pod.metadata.uid, name);
  if (!cluster.runtime.isRunning(container)) {
    return { kind: 'container not found', text: `container not found ("${name}")` };
  }
  return { kind: 'exec', options: { container, ...options } };
}
