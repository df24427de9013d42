import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startCluster } from '../../../src/sandbox/cluster/server.ts';
import type { SandboxCluster } from '../../../src/sandbox/cluster/server.ts';
import { WireClient, channelText, until } from './client.ts';
import { anonymous, essence, exchange, recording, replay, replayExec } from './recordings.ts';
import { recordedWorld } from './recorded-world.ts';

interface PodBody {
  metadata: { uid: string; name: string };
  status: { ephemeralContainerStatuses?: StatusBody[] };
}

interface StatusBody {
  name: string;
  state: {
    waiting?: { reason: string; message?: string };
    running?: unknown;
    terminated?: { exitCode: number };
  };
}

let cluster: SandboxCluster;
let client: WireClient;

beforeAll(async () => {
  cluster = await startCluster({ world: recordedWorld, delays: { backOffMs: 500, imagePullMs: 50 } });
  client = new WireClient(cluster);
});

afterAll(() => cluster.stop());

const podPath = (name: string): string => `/api/v1/namespaces/shop/pods/${name}`;

async function statusOf(pod: string, container: string): Promise<StatusBody | undefined> {
  const { body } = await client.request('GET', podPath(pod));
  return (body as PodBody).status.ephemeralContainerStatuses?.find((one) => one.name === container);
}

describe('the happy path', () => {
  test('the watch shows creating, running and terminated; the log stays', async () => {
    const [add] = recording('happy-path');
    if (add === undefined) throw new Error('empty recording');
    const watched = client.lines(
      '/api/v1/namespaces/shop/pods?watch=true&fieldSelector=metadata.name%3Dhappy&allowWatchBookmarks=true',
      (lines) => lines.some((line) => line.includes('"terminated":{"exitCode"')),
    );
    const shorter = structuredClone(add);
    const body = shorter.request.body as { spec: { ephemeralContainers: { command: string[] }[] } };
    body.spec.ephemeralContainers[0]?.command.splice(2, 1, 'echo started; sleep 0.5; echo bye');
    expect(essence(await replay(client, shorter))).toEqual({ status: 200, kind: 'Pod' });
    const exec = await replayExec(
      client,
      exchange('happy-path', 'exec while it runs, target process namespace shared'),
    );
    expect(channelText(exec, 1)).toContain('    1 root     /pause\n');
    expect(channelText(exec, 1)).toContain('762648');
    expect(channelText(exec, 2)).toBe('warn\n');
    const events = (await watched).map((line) => JSON.parse(line) as { type: string; object: PodBody });
    expect(events[0]?.type).toBe('ADDED');
    expect(events[1]).toMatchObject({
      type: 'BOOKMARK',
      object: { metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } } },
    });
    const states = events
      .map(({ object }) => object.status.ephemeralContainerStatuses?.[0]?.state)
      .filter((state) => state !== undefined)
      .map((state) => state.waiting?.reason ?? Object.keys(state)[0]);
    expect([...new Set(states)]).toEqual(['ContainerCreating', 'running', 'terminated']);
    const log = await client.request('GET', `${podPath('happy')}/log?container=debug-1`);
    expect(log.body).toBe('started\nbye\n');
  });
});

describe('containers that never run', () => {
  test.each([
    ['not-there', { image: 'localhost:5999/none:1' }, 'ImagePullBackOff', 'connect: connection refused'],
    [
      'bad-ref',
      { image: 'BusyBox:latest' },
      'InvalidImageName',
      'repository name (library/BusyBox) must be lowercase',
    ],
    [
      'never',
      { image: 'docker.io/library/absent:1', imagePullPolicy: 'Never' },
      'ErrImageNeverPull',
      'pull policy of Never',
    ],
    [
      'no-cmd',
      { command: ['/no/such/binary'] },
      'RunContainerError',
      'stat /no/such/binary: no such file or directory',
    ],
    [
      'no-shell',
      { image: 'docker.io/local/distroless:1', command: ['sh'] },
      'RunContainerError',
      'executable file not found in $PATH',
    ],
  ])('%s', async (name, fields, reason, words) => {
    const container = {
      name,
      image: 'docker.io/library/busybox:latest',
      imagePullPolicy: 'IfNotPresent',
      ...fields,
    };
    const spec = { ephemeralContainers: [container] };
    await client.request('PATCH', `${podPath('images')}/ephemeralcontainers`, { spec });
    const status = await until(
      () => statusOf('images', name),
      (one) => one?.state.waiting?.reason === reason,
    );
    expect(status?.state.waiting?.message).toContain(words);
    const exec = await client.exec(`${podPath('images')}/exec?container=${name}&stdout=true&command=id`);
    expect(exec).toMatchObject({ kind: 'refused', status: 500, body: `container not found ("${name}")` });
  });

  test.each([
    ['nonroot', { securityContext: { runAsUser: 0 } }, "container's runAsUser breaks non-root policy"],
    ['nonroot-nouid', {}, 'container has runAsNonRoot and image will run as root'],
  ])('%s', async (pod, fields, words) => {
    const spec = {
      ephemeralContainers: [{ name: 'c', image: 'busybox', command: ['sleep', '5'], ...fields }],
    };
    await client.request('PATCH', `${podPath(pod)}/ephemeralcontainers`, { spec });
    const status = await until(
      () => statusOf(pod, 'c'),
      (one) => one?.state.waiting?.reason === 'CreateContainerConfigError',
    );
    expect(status?.state.waiting?.message).toContain(words);
  });

  test('a pod without a node never shows a status, has no log and takes no exec', async () => {
    const spec = { ephemeralContainers: [{ name: 'd1', image: 'busybox', command: ['true'] }] };
    expect(
      (await client.request('PATCH', `${podPath('unschedulable')}/ephemeralcontainers`, { spec })).status,
    ).toBe(200);
    expect((await client.request('GET', `${podPath('unschedulable')}/log?container=d1`)).status).toBe(204);
    const exec = await client.exec(`${podPath('unschedulable')}/exec?container=d1&stdout=true&command=id`);
    expect(exec).toMatchObject({
      status: 400,
      body: { message: 'pod unschedulable does not have a host assigned' },
    });
    expect(await statusOf('unschedulable', 'd1')).toBeUndefined();
  });
});

describe('reading', () => {
  test.each(
    recording('read-pods')
      .filter((one) => one.response.status !== 200)
      .map((one) => [one.request.path, one] as const),
  )('refused: %s', async (_path, one) => {
    expect(essence(await replay(client, one))).toEqual(essence(one.response));
  });

  test('pages add up to the whole list', async () => {
    const names = async (query: string): Promise<{ names: string[]; next: string; left: number }> => {
      const { body } = await client.request('GET', `/api/v1/namespaces/shop/pods?${query}`);
      const list = body as { metadata: { continue?: string; remainingItemCount?: number }; items: PodBody[] };
      const { metadata } = list;
      return {
        names: list.items.map((item) => item.metadata.name),
        next: metadata.continue ?? '',
        left: metadata.remainingItemCount ?? 0,
      };
    };
    const all = await names('');
    const first = await names('limit=4');
    const rest = await names(`limit=100&continue=${encodeURIComponent(first.next)}`);
    expect(first.left).toBe(all.names.length - 4);
    expect([...first.names, ...rest.names]).toEqual(all.names);
    expect((await names('labelSelector=app%20in%20(multi,done)')).names).toEqual(['done', 'multi']);
    expect((await names('fieldSelector=status.phase%3DPending')).names).toEqual(['unschedulable']);
  });

  test('a watch from too long ago is told so', async () => {
    const lines = await client.lines(
      '/api/v1/namespaces/shop/pods?watch=true&resourceVersion=1',
      () => false,
    );
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      type: 'ERROR',
      object: { code: 410, reason: 'Expired', message: 'too old resource version: 1 (1018)' },
    });
  });

  test.each(
    recording('logs')
      .filter((one) => one.response.status !== 200 && one.note !== 'two containers, none named')
      .map((one) => [one.request.path, one] as const),
  )('log refused: %s', async (_path, one) => {
    expect(essence(await replay(client, one))).toEqual(essence(one.response));
  });

  test('a log has its last lines, its first bytes and goes on', async () => {
    const path = `${podPath('multi')}/log?container=sidecar`;
    await client.lines(`${path}&follow=true`, (lines) => lines.length >= 3);
    expect((await client.request('GET', `${path}&tailLines=2`)).body).toBe('tick\ntick\n');
    expect((await client.request('GET', `${path}&limitBytes=7`)).body).toBe('tick\nti');
    const none = await client.request('GET', `${podPath('multi')}/log`);
    expect(anonymous(JSON.stringify(none.body))).toContain('choose one of: [app sidecar]');
  });
});

describe('pods that go', () => {
  test('a deletion ends the exec with 137 and the watch tells DELETED', async () => {
    const spec = { ephemeralContainers: [{ name: 'd1', image: 'busybox', command: ['sleep', '600'] }] };
    await client.request('PATCH', `${podPath('victim')}/ephemeralcontainers`, { spec });
    const path = `${podPath('victim')}/exec?container=d1&stdout=true&command=sh&command=-c&command=echo%20up%3B%20sleep%2060%3B%20echo%20x`;
    const gone = client.lines(
      '/api/v1/namespaces/shop/pods?watch=true&fieldSelector=metadata.name%3Dvictim',
      (lines) => lines.some((line) => line.startsWith('{"type":"DELETED"')),
    );
    const exec = await until(
      () =>
        client.exec(path, {
          onFrame: (frame) => {
            if (frame.data.toString() === 'up\n') cluster.deletePod('shop', 'victim');
          },
        }),
      (answer) => answer.kind === 'exec',
    );
    expect(channelText(exec, 3)).toContain('"message":"137"');
    expect((await gone).at(-1)).toContain('"exitCode":137');
  });

  test('a replaced pod has the old name and another uid', async () => {
    const uid = async (): Promise<string> =>
      ((await client.request('GET', podPath('happy'))).body as PodBody).metadata.uid;
    const before = await uid();
    await cluster.replacePod('shop', 'happy');
    expect(await uid()).not.toBe(before);
    const answer = await client.request('PATCH', `${podPath('happy')}/ephemeralcontainers`, {
      metadata: { uid: before },
      spec: { ephemeralContainers: [{ name: 'late', image: 'busybox' }] },
    });
    expect(answer.status).toBe(422);
  });
});
