import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import pino from 'pino';
import type { DebugContainer } from '../../../src/domain/container/debug-container.ts';
import type { LogPosition } from '../../../src/domain/container/log-position.ts';
import type { Cluster, FollowOptions, FoundPod } from '../../../src/kubernetes/cluster.ts';
import { connectCluster } from '../../../src/kubernetes/connect.ts';
import { type Fault, type SandboxCluster, startCluster } from '../../../src/sandbox/cluster/server.ts';
import { podCalled } from '../scripted-server.ts';

let sandbox: SandboxCluster;
let directory = '';
let cluster: Cluster;
let sessions = 0;

beforeAll(async () => {
  sandbox = await startCluster();
  directory = await mkdtemp(path.join(tmpdir(), 'keyhole-following-'));
  const kubeconfig = path.join(directory, 'config');
  await writeFile(kubeconfig, sandbox.kubeconfig());
  cluster = connectCluster({
    name: 'sandbox',
    kubeconfig,
    logger: pino({ level: 'silent' }),
    timing: { retry: 20, logEnd: 300, firstWatch: 100, watchGrace: 100 },
  });
});

afterEach(() => sandbox.clearFaults());

afterAll(async () => {
  await cluster.close();
  await sandbox.stop();
  await rm(directory, { recursive: true, force: true });
});

async function found(name: string): Promise<FoundPod> {
  const search = await cluster.findPod(podCalled(name, 'shop'));
  if (search.kind !== 'found') throw new Error(`${name}: ${JSON.stringify(search)}`);
  return search.pod;
}

/** Adds a container whose own process is this command. */
async function started(pod: FoundPod, command: readonly string[], change: Partial<DebugContainer> = {}) {
  sessions += 1;
  const container: DebugContainer = {
    name: `keyhole-follow${sessions}`,
    image: 'docker.io/library/busybox:latest',
    command,
    env: [{ name: 'KEYHOLE_REQUEST', value: `follow${sessions}` }],
    ...change,
  };
  expect(await cluster.addContainer({ namespace: 'shop', pod, container })).toEqual({ kind: 'added' });
  return { namespace: 'shop', pod, container: container.name };
}

async function followed(
  options: Pick<FollowOptions, 'namespace' | 'pod' | 'container'> & Partial<FollowOptions>,
) {
  let text = '';
  let again = '';
  const positions: LogPosition[] = [];
  const outcome = await cluster.followContainer({
    startTimeoutMs: 15_000,
    timeoutMs: 60_000,
    onLines: (lines) => {
      positions.push(lines.position);
      if (lines.again) again += lines.text.toString();
      else text += lines.text.toString();
    },
    ...options,
  });
  return { outcome, text, again, positions };
}

const COUNT = ['sh', '-c', 'for i in 1 2 3 4 5 6; do echo "line $i"; sleep 0.05; done; exit 7'];
const COUNTED = '1 2 3 4 5 6'
  .split(' ')
  .map((i) => `line ${i}\n`)
  .join('');

describe('a container whose own process is the command', () => {
  test('is followed to its exit code, reported, and its log can be read', async () => {
    const pod = await found('api-7f9');
    const options = await started(pod, COUNT);
    expect(await cluster.report(options)).toMatchObject({ kind: 'reported', report: { command: COUNT } });
    expect(await followed(options)).toMatchObject({ outcome: { kind: 'exited', code: 7 }, text: COUNTED });
    expect(await cluster.report(options)).toMatchObject({
      kind: 'reported',
      report: {
        image: 'docker.io/library/busybox:latest',
        imageId: expect.stringContaining('sha256:'),
        containerId: expect.stringMatching(/^containerd:\/\//),
        state: {
          kind: 'terminated',
          exitCode: 7,
          startedAt: expect.any(Number),
          finishedAt: expect.any(Number),
        },
      },
    });
    const reading = await cluster.readLog({ ...options, lines: 2, bytes: 1000 });
    expect(reading).toMatchObject({ kind: 'log', cut: true });
    if (reading.kind === 'log') expect(reading.text.toString()).toBe('line 5\nline 6\n');
  });

  test.each<[string, Omit<Fault, 'times'>]>([
    ['its log breaks', { path: /\/log$/, stream: { afterWrites: 2, how: 'cut' } }],
    ['its log ends too early', { path: /\/log$/, stream: { afterWrites: 2, how: 'end' } }],
    ['its log breaks within a line', { path: /\/log$/, stream: { afterWrites: 1, how: 'half' } }],
    ['its log comes to a standstill', { path: /\/log$/, stream: { afterWrites: 2, how: 'stall' } }],
    ['the watch comes to a standstill', { query: /watch=true/, stream: { afterWrites: 0, how: 'stall' } }],
    ['the watch breaks', { query: /watch=true/, stream: { afterWrites: 0, how: 'cut' } }],
    ['the watch loses its place', { query: /watch=true/, stream: { afterWrites: 0, how: 'expired' } }],
    ['the server is at fault', { path: /\/(log|pods)$/, status: 503, body: 'rolling' }],
  ])('loses and repeats nothing when %s', async (_what, fault) => {
    const pod = await found('cart-1');
    const options = await started(pod, COUNT);
    sandbox.setFault({ ...fault, times: 3 });
    expect(await followed(options)).toMatchObject({ outcome: { kind: 'exited', code: 7 }, text: COUNTED });
  });

  test('is followed on by another where the first one stopped', async () => {
    const pod = await found('cart-0');
    const options = await started(pod, COUNT);
    const crash = new AbortController();
    let kept = '';
    let position: LogPosition | undefined;
    const first = await followed({
      ...options,
      signal: crash.signal,
      onLines: (lines) => {
        kept += lines.text.toString();
        ({ position } = lines);
        if (kept.includes('line 3')) crash.abort();
      },
    });
    expect(first.outcome).toEqual({ kind: 'aborted' });
    const second = await followed({ ...options, ...(position && { after: position }) });
    expect(second.outcome).toEqual({ kind: 'exited', code: 7 });
    expect(second.again).toBe(kept);
    expect(kept + second.text).toBe(COUNTED);
  });

  test('that cannot be run is told at once', async () => {
    const pod = await found('cart-0');
    const options = await started(pod, ['/no/such/tool'], { image: 'docker.io/local/distroless:1' });
    expect((await followed(options)).outcome).toEqual({
      kind: 'could-not-start',
      sentence: expect.stringMatching(/^There is no `\/no\/such\/tool` in the image .*distroless/),
    });
  });

  test('whose pod is deleted midway is lost', async () => {
    const pod = await found('cart-1');
    const options = await started(pod, ['sh', '-c', 'echo here; sleep 30']);
    let text = '';
    const { outcome } = await followed({
      ...options,
      onLines: (lines) => {
        text += lines.text.toString();
        sandbox.deletePod('shop', pod.name);
      },
    });
    expect(text).toBe('here\n');
    expect(outcome).toEqual({
      kind: 'lost',
      sentence: expect.stringContaining('was deleted while the command ran'),
    });
  });
});

test('an Event is on the pod once', async () => {
  const pod = await found('api-7f9');
  const event = {
    namespace: 'shop',
    pod,
    container: 'keyhole-x',
    name: 'keyhole-x.started',
    reason: 'KeyholeSessionStarted',
    message: 'ann@example.com debugs here.',
  };
  expect(await cluster.recordEvent(event)).toEqual({ kind: 'recorded' });
  expect(await cluster.recordEvent(event)).toEqual({ kind: 'recorded' });
});
