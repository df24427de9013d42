import type { Subject } from './subject.ts';
import { until } from './wire.ts';
import type { Answer } from './wire.ts';

export interface ContainerState {
  waiting?: { reason: string; message?: string };
  running?: { startedAt: string };
  terminated?: {
    exitCode: number;
    reason: string;
    startedAt?: string;
    finishedAt?: string;
    message?: string;
  };
}

export interface ContainerStatus {
  name: string;
  state: ContainerState;
  lastState: ContainerState;
  ready: boolean;
  restartCount: number;
  image: string;
  imageID: string;
  containerID?: string;
  user?: { linux?: { uid: number; gid: number; supplementalGroups?: number[] } };
}

export interface PodBody {
  metadata: { name: string; uid: string; resourceVersion: string; generation?: number; labels?: object };
  spec: {
    containers: { name: string }[];
    ephemeralContainers?: { name: string; image: string }[];
    nodeName?: string;
  };
  status: {
    phase: string;
    containerStatuses?: ContainerStatus[];
    ephemeralContainerStatuses?: ContainerStatus[];
  };
}

export interface WatchEvent {
  type: string;
  object: PodBody & { message?: string; code?: number };
}

export const jsonType = { 'Content-Type': 'application/json' };

export const podsPath = (namespace: string): string => `/api/v1/namespaces/${namespace}/pods`;
export const podPath = (namespace: string, pod: string): string => `${podsPath(namespace)}/${pod}`;
export const ephemeralPath = (namespace: string, pod: string): string =>
  `${podPath(namespace, pod)}/ephemeralcontainers`;

/** What the restricted standard asks of a container. */
export const restrictedContext = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
};

/** A pod whose container `app` sleeps; it passes the restricted standard unless `plain`. */
export function sleeper(
  subject: Subject,
  name: string,
  more: { plain?: boolean; spec?: object } = {},
): object {
  const restricted = { ...restrictedContext, runAsUser: 65532, runAsGroup: 65532 };
  const app = {
    name: 'app',
    image: subject.image,
    imagePullPolicy: 'IfNotPresent',
    command: ['sleep', '3600'],
    ...(more.plain === true ? {} : { securityContext: restricted }),
  };
  return {
    metadata: { name, labels: { app: name } },
    spec: {
      containers: [app],
      terminationGracePeriodSeconds: 1,
      automountServiceAccountToken: false,
      ...(more.plain === true ? {} : { securityContext: { runAsNonRoot: true, runAsUser: 65532 } }),
      ...more.spec,
    },
  };
}

/** Makes a pod, in a new namespace as soon as that has its service account. */
export async function makePod(subject: Subject, namespace: string, manifest: object): Promise<PodBody> {
  const answer = await until(
    () => subject.wire.request('POST', podsPath(namespace), manifest, jsonType),
    ({ status, body }) => status === 201 || !JSON.stringify(body).includes('serviceaccount'),
    subject.patienceMs,
    250,
  );
  if (answer.status !== 201) throw new Error(`No pod was made: ${JSON.stringify(answer.body)}`);
  return answer.body as PodBody;
}

/** Makes a pod and waits until its containers run. */
export async function runningPod(
  subject: Subject,
  name: string,
  more: { plain?: boolean; spec?: object; namespace?: string } = {},
): Promise<PodBody> {
  const { namespace = subject.namespaces.free, ...shape } = more;
  await makePod(subject, namespace, sleeper(subject, name, shape));
  return podOnce(subject, namespace, name, ({ status }) =>
    Boolean(status.containerStatuses?.length && status.containerStatuses.every(({ state }) => state.running)),
  );
}

/** Watches a pod until it is as wanted. */
export async function podOnce(
  subject: Subject,
  namespace: string,
  name: string,
  wanted: (pod: PodBody) => boolean,
): Promise<PodBody> {
  const query = `watch=true&fieldSelector=${encodeURIComponent(`metadata.name=${name}`)}`;
  const pods = (lines: string[]): PodBody[] => lines.map((line) => (JSON.parse(line) as WatchEvent).object);
  const lines = await subject.wire.lines(
    `${podsPath(namespace)}?${query}`,
    (lines) => pods(lines.slice(-1)).some(wanted),
    { withinMs: subject.patienceMs },
  );
  const last = pods(lines).at(-1);
  if (last === undefined || !wanted(last)) {
    throw new Error(`The pod ${name} did not become as awaited: ${JSON.stringify(last?.status)}`);
  }
  return last;
}

/** Watches a pod until one of its ephemeral containers is as wanted, and gives that container's status. */
export async function debugContainerOnce(
  subject: Subject,
  namespace: string,
  pod: string,
  container: string,
  wanted: (status: ContainerStatus) => boolean,
): Promise<ContainerStatus> {
  const statusIn = ({ status }: PodBody): ContainerStatus | undefined =>
    status?.ephemeralContainerStatuses?.find(({ name }) => name === container);
  const seen = await podOnce(subject, namespace, pod, (body) => {
    const status = statusIn(body);
    return status !== undefined && wanted(status);
  });
  const status = statusIn(seen);
  if (status === undefined) throw new Error(`${container} has no status.`);
  return status;
}

/** Adds an ephemeral container as Keyhole does: by a strategic merge patch. */
export function addDebugContainer(
  subject: Subject,
  namespace: string,
  pod: string,
  container: { name: string; [field: string]: unknown },
  query = '',
): Promise<Answer> {
  const full = { image: subject.image, imagePullPolicy: 'IfNotPresent', ...container };
  const body = { spec: { ephemeralContainers: [full] } };
  return subject.wire.request('PATCH', ephemeralPath(namespace, pod) + query, body);
}

/** The message of a Status; the text of an answer that is none. */
export const messageIn = ({ body }: Answer): string => textOf(body, 'message');

/** The reason of a Status. */
export const reasonIn = ({ body }: Answer): string => textOf(body, 'reason');

function textOf(body: unknown, field: 'message' | 'reason'): string {
  const value = (body as Record<string, unknown> | null)?.[field];
  return typeof value === 'string' ? value : JSON.stringify(body);
}
