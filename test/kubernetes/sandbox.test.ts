import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import pino from 'pino';
import { type DebugContainerOptions, debugContainer } from '../../src/domain/container/debug-container.ts';
import { releaseCommand } from '../../src/domain/container/holder.ts';
import type { Cluster, FoundPod } from '../../src/kubernetes/cluster.ts';
import { connectCluster } from '../../src/kubernetes/connect.ts';
import { type SandboxCluster, startCluster } from '../../src/sandbox/cluster/server.ts';
import { podCalled } from './scripted-server.ts';

let sandbox: SandboxCluster;
let directory = '';
let cluster: Cluster;
let sessions = 0;

beforeAll(async () => {
  sandbox = await startCluster();
  directory = await mkdtemp(path.join(tmpdir(), 'keyhole-sandbox-'));
  cluster = await connectedAs('keyhole');
});

afterEach(() => sandbox.clearFaults());

afterAll(async () => {
  await cluster.close();
  await sandbox.stop();
  await rm(directory, { recursive: true, force: true });
});

async function connectedAs(user: string): Promise<Cluster> {
  const kubeconfig = path.join(directory, user);
  await writeFile(kubeconfig, sandbox.kubeconfig(user));
  return connectCluster({
    name: 'sandbox',
    context: 'sandbox',
    kubeconfig,
    logger: pino({ level: 'silent' }),
  });
}

async function found(name: string, namespace = 'shop'): Promise<FoundPod> {
  const search = await cluster.findPod(podCalled(name, namespace));
  if (search.kind !== 'found') throw new Error(`${name}: ${JSON.stringify(search)}`);
  return search.pod;
}

/** A container that no other test has. */
function container(changes: Partial<DebugContainerOptions> = {}) {
  sessions += 1;
  const requestId = `sandbox${String(sessions).padStart(3, '0')}`;
  return {
    requestId,
    container: debugContainer({
      requestId,
      image: 'docker.io/library/busybox:latest',
      profile: { name: 'general', base: 'general' },
      target: { name: 'app' },
      limitSeconds: 60,
      ...changes,
    }),
  };
}

/** A preflight for a container that is to be added. */
const FRESH = { mode: 'exec', reused: false, alternatives: [] } as const;

function collector() {
  const got = { out: '', err: '' };
  return {
    got,
    onOutput: (stream: 'out' | 'err', data: Buffer): void => {
      got[stream] += data.toString('utf8');
    },
  };
}

describe('a session from its beginning to its end', () => {
  test('find, preflight, add, run twice, release', async () => {
    const pod = await found('api-7f9');
    expect(pod).toMatchObject({ owner: 'Deployment api', defaultContainer: 'app', ready: true });
    const { container: debug, requestId } = container();
    const options = { ...FRESH, namespace: 'shop', pod, container: debug };
    expect(await cluster.preflight(options)).toEqual({ kind: 'ok', warnings: [] });
    expect(await cluster.addContainer(options)).toEqual({ kind: 'added' });
    expect(await cluster.addContainer(options)).toEqual({ kind: 'added' });

    let opened = 0;
    const first = collector();
    const exec = { namespace: 'shop', pod: pod.name, container: debug.name, timeoutMs: 10_000 };
    const outcome = await cluster.execWhenRunning({
      ...exec,
      ...first,
      argv: ['sh', '-c', 'ps -o pid,user,args; echo to-err >&2; exit 7'],
      podUid: pod.uid,
      startTimeoutMs: 10_000,
      onOpen: () => {
        opened += 1;
      },
    });
    expect(outcome).toEqual({ kind: 'exited', code: 7 });
    expect(opened).toBe(1);
    expect(first.got.out).toMatch(/^PID +USER +(COMMAND|ARGS)\n +1 .*\/app\/server/);
    expect(first.got.err).toBe('to-err\n');

    const second = collector();
    expect(await cluster.exec({ ...exec, ...second, argv: ['nonesuch'] })).toEqual({
      kind: 'could-not-start',
      sentence: expect.stringContaining('There is no `nonesuch`'),
    });

    // The kubelet tells that it runs a moment after exec found it running.
    await until(async () => (await found('api-7f9')).existingDebugContainers[0]?.running === true);
    const again = await found('api-7f9');
    expect(again.existingDebugContainers).toMatchObject([{ container: { name: debug.name } }]);
    const release = { namespace: 'shop', pod, container: debug.name, argv: releaseCommand(requestId) };
    expect(await cluster.release(release)).toEqual({ kind: 'released' });
    await until(async () => (await cluster.release(release)).kind === 'gone');
    expect((await found('api-7f9')).restarts).toBe(0);
  });

  test('output of many megabytes arrives whole, also with a slow reader', async () => {
    const pod = await found('cart-0');
    const { container: debug } = container({ target: { name: 'cart' } });
    expect(await cluster.addContainer({ namespace: 'shop', pod, container: debug })).toEqual({
      kind: 'added',
    });
    let bytes = 0;
    const outcome = await cluster.execWhenRunning({
      namespace: 'shop',
      pod: pod.name,
      podUid: pod.uid,
      container: debug.name,
      argv: ['head', '-c', '3000000', '/dev/zero'],
      timeoutMs: 20_000,
      startTimeoutMs: 10_000,
      onOutput: async (_stream, data) => {
        bytes += data.length;
        await new Promise((resolve) => {
          setImmediate(resolve);
        });
      },
    });
    expect(outcome).toEqual({ kind: 'exited', code: 0 });
    expect(bytes).toBe(3_000_000);
  });
});

describe('what the cluster does not allow', () => {
  test('an account without rights is told which', async () => {
    const nobody = await connectedAs('nobody');
    expect(await nobody.findPod(podCalled('api'))).toEqual({
      kind: 'failed',
      sentence: expect.stringMatching(/^The account system:serviceaccount:\S+:nobody may not get pods/),
    });
    await nobody.close();
  });

  test('a namespace with the restricted standard names the profile that passes, and it does', async () => {
    const pod = await found('payments', 'payments');
    const options = { ...FRESH, namespace: 'payments', pod };
    const general = container({ target: { name: 'ledger' } }).container;
    expect(await cluster.preflight({ ...options, container: general })).toEqual({
      kind: 'refused',
      sentence: expect.stringMatching(/"restricted".*ask again with the profile restricted\.$/),
    });
    const restricted = container({
      target: { name: 'ledger' },
      profile: { name: 'restricted', base: 'restricted' },
    }).container;
    expect(await cluster.preflight({ ...options, container: restricted })).toMatchObject({ kind: 'ok' });
  });

  test.each([
    ['worker', 'worker', /is not running/],
    ['gpu-report', 'report', /not scheduled/],
    ['migrate', 'migrate', /is over \(Succeeded\)/],
  ])('the pod %s is not fit', async (name, target, sentence) => {
    const pod = await found(name);
    const { container: debug } = container({ target: { name: target } });
    expect(await cluster.preflight({ ...FRESH, namespace: 'shop', pod, container: debug })).toEqual({
      kind: 'refused',
      sentence: expect.stringMatching(sentence),
    });
  });

  test('several, and none', async () => {
    expect(await cluster.findPod(podCalled('web'))).toMatchObject({ kind: 'several', total: 2 });
    expect(await cluster.findPod(podCalled('wbe'))).toMatchObject({
      kind: 'none',
      nearest: expect.arrayContaining([
        expect.stringMatching(/^web-.*-8qzlm/),
        expect.stringMatching(/^web-.*-tj4wv/),
      ]),
    });
  });
});

describe('a container that never runs', () => {
  test.each([
    ['an image that is not there', 'docker.io/library/nonesuch:1', undefined, /cannot be pulled/],
    ['a name that is none', 'BusyBox:latest', undefined, /not a name that an image can have/],
    ['an image that is not on the node', 'docker.io/library/absent:1', 'Never', /pull policy is Never/],
    ['an image without a shell', 'docker.io/local/distroless:1', undefined, /has no shell/],
  ] as const)('%s', async (_name, image, pullPolicy, sentence) => {
    const pod = await found('cart-1');
    const impatient = connectCluster({
      name: 'sandbox',
      kubeconfig: path.join(directory, 'keyhole'),
      logger: pino({ level: 'silent' }),
      timing: { patience: 200, podRead: 50 },
    });
    const { container: debug } = container({
      target: { name: 'cart' },
      image,
      ...(pullPolicy && { pullPolicy }),
    });
    expect(await impatient.addContainer({ namespace: 'shop', pod, container: debug })).toEqual({
      kind: 'added',
    });
    const outcome = await impatient.execWhenRunning({
      namespace: 'shop',
      pod: pod.name,
      podUid: pod.uid,
      container: debug.name,
      argv: ['id'],
      timeoutMs: 5000,
      startTimeoutMs: 10_000,
      onOutput: () => undefined,
    });
    expect(outcome).toEqual({ kind: 'never-started', sentence: expect.stringMatching(sentence) });
    await impatient.close();
  });
});

describe('when things break', () => {
  test('a pod that was replaced gets nothing of what was approved for the old one', async () => {
    const pod = await found('cart-1');
    const { container: debug } = container({ target: { name: 'cart' } });
    await sandbox.replacePod('shop', 'cart-1');
    const options = { ...FRESH, namespace: 'shop', pod, container: debug };
    const replaced = { kind: 'refused', sentence: expect.stringContaining('was replaced by another') };
    expect(await cluster.preflight(options)).toEqual(replaced);
    expect(await cluster.addContainer(options)).toEqual(replaced);
  });

  test('an exec that is cut off runs once and is told as lost', async () => {
    const pod = await found('api-7f9');
    const { container: debug } = container();
    await cluster.addContainer({ namespace: 'shop', pod, container: debug });
    const exec = { namespace: 'shop', pod: pod.name, container: debug.name, timeoutMs: 10_000 };
    const start = { ...exec, podUid: pod.uid, startTimeoutMs: 10_000 };
    const quiet = { onOutput: () => undefined };
    expect(await cluster.execWhenRunning({ ...start, ...quiet, argv: ['true'] })).toMatchObject({ code: 0 });
    for (const dropExec of ['at-start', 'after-output', 'before-status'] as const) {
      sandbox.setFault({ path: /\/exec/, times: 1, dropExec });
      const argv = ['sh', '-c', 'echo once >> /tmp/ran; echo printed'];
      expect(await cluster.execWhenRunning({ ...start, ...quiet, argv })).toMatchObject({ kind: 'lost' });
    }
    const { got, onOutput } = collector();
    await cluster.exec({ ...exec, onOutput, argv: ['cat', '/tmp/ran'] });
    expect(got.out.split('\n').filter((line) => line === 'once').length).toBeLessThanOrEqual(3);
  });
});

/** Waits for a condition that the sandbox brings about by itself within a second or two. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) {
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
  }
}
