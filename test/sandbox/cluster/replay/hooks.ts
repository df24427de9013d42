import { setTimeout } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import type { AdmissionPolicy } from '../../../../src/sandbox/cluster/api/admission-policy.ts';
import type { SandboxCluster } from '../../../../src/sandbox/cluster/server.ts';
import { WireClient, until } from '../client.ts';
import type { Frame } from '../client.ts';
import { debugOnly } from '../recorded-world.ts';

/** What the recordings do not hold, as it was no exchange of the client that was recorded. */
type Hook = (cluster: SandboxCluster, policies: AdmissionPolicy[]) => Promise<void>;

type FrameHook = (cluster: SandboxCluster) => (frame: Frame, socket: WebSocket) => void;

const json = { 'Content-Type': 'application/json' };
const pods = '/api/v1/namespaces/shop/pods';

/** A pod like the other ones of the recordings, as `kubectl apply` makes it; resolves when it runs. */
async function makePod(cluster: SandboxCluster, name: string): Promise<void> {
  const client = new WireClient(cluster);
  const containers = [{ name: 'app', image: 'docker.io/local/distroless:1', imagePullPolicy: 'Never' }];
  const metadata = { name, labels: { app: name } };
  const spec = { containers, terminationGracePeriodSeconds: 1 };
  await client.request('POST', pods, { metadata, spec }, json);
  await untilRunning(cluster, name, 'containerStatuses');
}

async function untilRunning(cluster: SandboxCluster, name: string, list: string): Promise<void> {
  const client = new WireClient(cluster);
  await until(
    () => client.request('GET', `${pods}/${name}`),
    ({ body }) => {
      const { status } = body as { status: Record<string, { state: { running?: unknown } }[] | undefined> };
      return status[list]?.[0]?.state.running !== undefined;
    },
  );
}

/** Done before an exchange, by recording and note. */
export const before: Record<string, Hook> = {
  'pods-in-other-phases/pod with deletionTimestamp': async (cluster) => {
    await makePod(cluster, 'leaving');
    cluster.deletePod('shop', 'leaving');
  },
  'pods-in-other-phases/then the pod is deleted during exec': (cluster) => makePod(cluster, 'victim'),
  'pods-in-other-phases/watch during deletion': (cluster) =>
    untilRunning(cluster, 'victim', 'ephemeralContainerStatuses'),
  'admission-policy/denied by the policy': async (_cluster, policies) => {
    policies.push(debugOnly);
  },
};

/** Done while an exec goes on. */
export const during: Record<string, FrameHook> = {
  'exec-protocol/client drops the socket; see whether the process lives on': () => (frame, socket) => {
    if (frame.data.toString() === 'started\n') socket.terminate();
  },
  // The grace period of a second ends between the fourth line and the fifth, as in the recording.
  'pods-in-other-phases/exec cut by the deletion': (cluster) => (frame) => {
    if (frame.data.toString() === '3\n') void setTimeout(500).then(() => cluster.deletePod('shop', 'victim'));
  },
};
