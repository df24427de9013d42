import { describe, expect, test } from '@jest/globals';
import { redactedCluster } from '../../src/jobs/redacted-cluster.ts';
import type { Cluster, FindPodOptions, PreflightOptions } from '../../src/kubernetes/cluster.ts';
import { createRedactor } from '../../src/transcript/redactor.ts';
import { REPORT, testPlan } from '../helpers/request.ts';
import { POD, scriptedCluster } from '../helpers/scripted-cluster.ts';
import { botSecret, githubToken, privateKey } from '../transcript/secrets.ts';

const sentence = `The registry refused ${githubToken}, and ${botSecret} too.`;
const MASKED = 'The registry refused [redacted: GitHub token], and [redacted: known secret] too.';

const redactor = createRedactor({ extraSecrets: [botSecret] });
const { container } = testPlan();
const search: FindPodOptions = { namespace: 'shop', wanted: { kind: 'pod', name: 'api' } };
const place = { namespace: 'shop', pod: POD, container };
const asked: PreflightOptions = { ...place, mode: 'exec', reused: false, alternatives: [] };
const release = { namespace: 'shop', pod: POD, container: container.name, argv: ['true'] };
const exec = {
  ...release,
  pod: POD.name,
  podUid: POD.uid,
  timeoutMs: 1_000,
  startTimeoutMs: 1_000,
  onOutput: () => {},
};

const follow = {
  container: container.name,
  timeoutMs: 1_000,
  startTimeoutMs: 1_000,
  onLines: () => {},
};

test.each<[string, Partial<Cluster>, (cluster: Cluster) => Promise<object>]>([
  ['readPod', { readPod: async () => ({ kind: 'gone', sentence }) }, (cluster) => cluster.readPod(place)],
  [
    'readNamespace',
    { readNamespace: async () => ({ kind: 'failed', sentence }) },
    (cluster) => cluster.readNamespace(place),
  ],
  ['findPod', { findPod: async () => ({ kind: 'failed', sentence }) }, (cluster) => cluster.findPod(search)],
  [
    'preflight',
    { preflight: async () => ({ kind: 'refused', sentence }) },
    (cluster) => cluster.preflight(asked),
  ],
  [
    'addContainer, refused',
    { addContainer: async () => ({ kind: 'refused', sentence }) },
    (cluster) => cluster.addContainer(place),
  ],
  [
    'addContainer, unknown',
    { addContainer: async () => ({ kind: 'unknown', sentence }) },
    (cluster) => cluster.addContainer(place),
  ],
  [
    'exec, could not start',
    { exec: async () => ({ kind: 'could-not-start', sentence }) },
    (cluster) => cluster.exec(exec),
  ],
  [
    'exec, refused',
    { exec: async () => ({ kind: 'refused', retryable: true, status: 500, sentence }) },
    (cluster) => cluster.exec(exec),
  ],
  ['exec, lost', { exec: async () => ({ kind: 'lost', sentence }) }, (cluster) => cluster.exec(exec)],
  [
    'execWhenRunning, never started',
    { execWhenRunning: async () => ({ kind: 'never-started', sentence }) },
    (cluster) => cluster.execWhenRunning(exec),
  ],
  [
    'followContainer',
    { followContainer: async () => ({ kind: 'lost', sentence }) },
    (cluster) => cluster.followContainer({ ...place, ...follow }),
  ],
  ['report', { report: async () => ({ kind: 'gone', sentence }) }, (cluster) => cluster.report(release)],
  [
    'readLog',
    { readLog: async () => ({ kind: 'failed', sentence }) },
    (cluster) => cluster.readLog({ ...release, lines: 1, bytes: 1 }),
  ],
  [
    'recordEvent',
    { recordEvent: async () => ({ kind: 'failed', sentence }) },
    (cluster) => cluster.recordEvent({ ...release, name: 'n', reason: 'R', message: 'm' }),
  ],
  ['release', { release: async () => ({ kind: 'failed', sentence }) }, (cluster) => cluster.release(release)],
])('%s: the sentence is redacted, the rest of the answer stays', async (_what, script, ask) => {
  const plain = scriptedCluster(script);
  expect(await ask(redactedCluster(plain, redactor))).toEqual({ ...(await ask(plain)), sentence: MASKED });
});

test('each warning of the preflight is redacted', async () => {
  const cluster = scriptedCluster({
    preflight: async () => ({ kind: 'ok', warnings: ['harmless', sentence] }),
  });
  expect(await redactedCluster(cluster, redactor).preflight(asked)).toEqual({
    kind: 'ok',
    warnings: ['harmless', MASKED],
  });
});

test('why a pod was picked is redacted', async () => {
  const cluster = scriptedCluster({ findPod: async () => ({ kind: 'found', pod: POD, why: sentence }) });
  expect(await redactedCluster(cluster, redactor).findPod(search)).toEqual({
    kind: 'found',
    pod: POD,
    why: MASKED,
  });
});

test('what the runtime says of a container is redacted', async () => {
  const state = { kind: 'terminated', reason: 'Error', exitCode: 1, message: sentence } as const;
  const cluster = scriptedCluster({
    report: async () => ({ kind: 'reported', report: { ...REPORT, state } }),
  });
  expect(await redactedCluster(cluster, redactor).report(release)).toEqual({
    kind: 'reported',
    report: { ...REPORT, state: { ...state, message: MASKED } },
  });
});

describe('a log', () => {
  const read = async (text: string, cut: boolean) => {
    const cluster = scriptedCluster({
      readLog: async () => ({ kind: 'log', text: Buffer.from(text), cut }),
    });
    const log = await redactedCluster(cluster, redactor).readLog({ ...release, lines: 9, bytes: 9 });
    return log.kind === 'log' ? [log.text.toString(), log.cut] : log;
  };

  test('passes what output passes', async () => {
    expect(await read(`\x1b[31mred\x1b[0m ${githubToken}\n${privateKey(3)}\nlast`, false)).toEqual([
      'red [redacted: GitHub token]\n[redacted: private key]\nlast',
      false,
    ]);
  });

  test('is whole also where its masks are longer than its secrets', async () => {
    const line = 'ab://c:d@e\n';
    const [text] = (await read(line.repeat(2_000), true)) as [string];
    expect(text).toBe(`ab://c:[redacted: password in a URL]@e\n`.repeat(2_000));
  });

  test('shows nothing of a private key that begins before its own beginning', async () => {
    const cut = privateKey(5).split('\n').slice(2).join('\n');
    expect(await read(`${cut}\nafter\n`, true)).toEqual(['after\n', true]);
  });
});

test('the cluster as another user sees it is redacted, too', async () => {
  const person = scriptedCluster({ release: async () => ({ kind: 'failed', sentence }) });
  const plain = scriptedCluster({ as: () => person });
  const identity = { user: 'alice@example.com', groups: [] };
  const cluster = redactedCluster(plain, redactor).as(identity);
  expect(await cluster.release(release)).toEqual({ kind: 'failed', sentence: MASKED });
  expect(plain.as.mock.calls).toEqual([[identity]]);
});

test('a cluster whose server is known only later is known then', () => {
  let server: string | undefined;
  const cluster = redactedCluster(
    {
      ...scriptedCluster(),
      get server() {
        return server;
      },
    },
    redactor,
  );
  expect(cluster.server).toBeUndefined();
  server = 'https://127.0.0.1:6443';
  expect(cluster.server).toBe(server);
});

test('questions reach the cluster and other answers come back as they are', async () => {
  const plain = scriptedCluster();
  const cluster = redactedCluster(plain, redactor);
  const { signal } = new AbortController();
  expect([cluster.name, cluster.server]).toEqual([plain.name, plain.server]);
  expect(await cluster.findPod({ ...search, signal })).toEqual({ kind: 'found', pod: POD });
  expect(await cluster.readPod({ ...place, signal })).toEqual({ kind: 'found', pod: POD });
  expect(await cluster.readNamespace({ ...place, signal })).toMatchObject({ kind: 'found' });
  expect(await cluster.addContainer({ ...place, signal })).toEqual({ kind: 'added' });
  expect(await cluster.exec({ ...exec, signal })).toEqual({ kind: 'exited', code: 0 });
  expect(await cluster.execWhenRunning({ ...exec, signal })).toEqual({ kind: 'exited', code: 0 });
  expect(await cluster.release({ ...release, signal })).toEqual({ kind: 'released' });
  await cluster.close();
  expect(plain.findPod.mock.calls).toEqual([[{ ...search, signal }]]);
  expect(plain.readPod.mock.calls).toEqual([[{ ...place, signal }]]);
  expect(plain.readNamespace.mock.calls).toEqual([[{ ...place, signal }]]);
  expect(plain.addContainer.mock.calls).toEqual([[{ ...place, signal }]]);
  expect(plain.exec.mock.calls).toEqual([[{ ...exec, signal }]]);
  expect(plain.execWhenRunning.mock.calls).toEqual([[{ ...exec, signal }]]);
  expect(plain.release.mock.calls).toEqual([[{ ...release, signal }]]);
  expect(plain.close).toHaveBeenCalledTimes(1);
});
