import { jsonType, makePod, podOnce, sleeper } from './pods.ts';
import type { ContainerStatus, PodBody } from './pods.ts';
import type { Subject } from './subject.ts';
import { toldBy } from './namespaces.ts';
import type { WireConnection } from './wire.ts';

/** A right that the suite needs, as a SelfSubjectAccessReview asks for it. */
interface Right {
  verb: string;
  resource: string;
  subresource?: string;
  group?: string;
}

const rights: Right[] = [
  ...['create', 'delete'].map((verb) => ({ verb, resource: 'namespaces' })),
  ...['create', 'get', 'list', 'watch', 'delete'].map((verb) => ({ verb, resource: 'pods' })),
  ...['patch', 'update'].map((verb) => ({ verb, resource: 'pods', subresource: 'ephemeralcontainers' })),
  ...['create', 'get'].map((verb) => ({ verb, resource: 'pods', subresource: 'exec' })),
  { verb: 'get', resource: 'pods', subresource: 'log' },
  ...['create', 'list', 'watch'].map((verb) => ({ verb, resource: 'events' })),
  ...['create', 'get'].map((verb) => ({ verb, resource: 'deployments', group: 'apps' })),
];

const nameOf = ({ verb, resource, subresource, group }: Right): string =>
  `${verb} ${resource}${subresource === undefined ? '' : `/${subresource}`}${group === undefined ? '' : `.${group}`}`;

/** Throws one sentence that says what to do when the cluster does not answer, or not to these credentials. */
export async function serverVersion(wire: WireConnection, context: string): Promise<string> {
  const answer = await wire.request('GET', '/version').catch((error: unknown) => {
    const { code, message } = error as Error & { code?: string };
    const why = message === '' ? String(code) : message;
    throw new Error(
      `The cluster of the context ${context} cannot be reached (${why}): check that it runs, and your network.`,
    );
  });
  if (answer.status === 401)
    throw new Error(
      `The cluster of the context ${context} does not accept the credentials of the kubeconfig: log in again.`,
    );
  const version = (answer.body as { gitVersion?: unknown } | null)?.gitVersion;
  if (typeof version !== 'string')
    throw new Error(
      `What answers for the context ${context} is no Kubernetes API server: check the address in the kubeconfig.`,
    );
  return version;
}

/** Throws one sentence that names the rights that are missing. */
export async function checkRights(wire: WireConnection, context: string): Promise<void> {
  const asked = rights.map(async (right): Promise<string[]> => {
    const spec = { resourceAttributes: { ...right, group: right.group ?? '' } };
    const body = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec };
    const answer = await wire.request(
      'POST',
      '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
      body,
      jsonType,
    );
    if (answer.status === 401)
      throw new Error(
        `The cluster of the context ${context} does not accept the credentials of the kubeconfig: log in again.`,
      );
    if (answer.status !== 201)
      throw new Error(
        `The cluster of the context ${context} does not tell which rights the account has: ${toldBy(answer)}.`,
      );
    return (answer.body as { status: { allowed: boolean } }).status.allowed ? [] : [nameOf(right)];
  });
  const missing = (await Promise.all(asked)).flat();
  if (missing.length > 0) {
    throw new Error(
      `The account of the context ${context} lacks rights in all namespaces (${missing.join(', ')}): use one that has them, such as a cluster administrator's.`,
    );
  }
}

/** Runs a pod of the image; throws one sentence when the cluster cannot. */
export async function checkImage(subject: Subject): Promise<void> {
  const { free } = subject.namespaces;
  await makePod(subject, free, sleeper(subject, 'image-check'));
  const app = ({ status }: PodBody): ContainerStatus | undefined => status?.containerStatuses?.[0];
  const failed = (pod: PodBody): boolean =>
    /^(Err|Invalid|Create|Run|ImagePull)/.test(app(pod)?.state.waiting?.reason ?? '');
  const pod = await podOnce(
    subject,
    free,
    'image-check',
    (one) => failed(one) || app(one)?.state.running !== undefined,
  ).catch((error: unknown) => {
    throw new Error(
      `No pod of the image ${subject.image} ran within ${subject.patienceMs / 1000} s: check that the cluster has a node with room.`,
      { cause: error },
    );
  });
  const { reason, message } = app(pod)?.state.waiting ?? {};
  if (failed(pod))
    throw new Error(
      `The cluster cannot run the image ${subject.image} (${reason}: ${message}): name one that it can with --image.`,
    );
}
