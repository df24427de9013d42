import { expect, test } from '@jest/globals';
import { redactedCluster } from '../../src/jobs/redacted-cluster.ts';
import type { Cluster } from '../../src/kubernetes/cluster.ts';
import { createRedactor } from '../../src/transcript/redactor.ts';
import { testPlan } from '../helpers/request.ts';
import { POD, scriptedCluster } from '../helpers/scripted-cluster.ts';
import { botSecret, githubToken } from '../transcript/secrets.ts';

const sentence = `The registry refused ${githubToken}, and ${botSecret} too.`;
const MASKED = 'The registry refused [redacted: GitHub token], and [redacted: known secret] too.';

const redactor = createRedactor({ extraSecrets: [botSecret] });
const { container } = testPlan();
const place = { namespace: 'shop', pod: POD, container };
const release = { namespace: 'shop', pod: POD, container: container.name, argv: ['true'] };
const exec = {
  ...release,
  pod: POD.name,
  podUid: POD.uid,
  timeoutMs: 1_000,
  startTimeoutMs: 1_000,
  onOutput: () => {},
};

test.each<[string, Partial<Cluster>, (cluster: Cluster) => Promise<object>]>([
  [
    'findPod',
    { findPod: async () => ({ kind: 'failed', sentence }) },
    (cluster) => cluster.findPod('shop', 'api'),
  ],
  [
    'preflight',
    { preflight: async () => ({ kind: 'refused', sentence }) },
    (cluster) => cluster.preflight(place),
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
  ['release', { release: async () => ({ kind: 'failed', sentence }) }, (cluster) => cluster.release(release)],
])('%s: the sentence is redacted, the rest of the answer stays', async (_what, script, ask) => {
  const plain = scriptedCluster(script);
  expect(await ask(redactedCluster(plain, redactor))).toEqual({ ...(await ask(plain)), sentence: MASKED });
});

test('each warning of the preflight is redacted', async () => {
  const cluster = scriptedCluster({
    preflight: async () => ({ kind: 'ok', warnings: ['harmless', sentence] }),
  });
  expect(await redactedCluster(cluster, redactor).preflight(place)).toEqual({
    kind: 'ok',
    warnings: ['harmless', MASKED],
  });
});

test('questions reach the cluster and other answers come back as they are', async () => {
  const plain = scriptedCluster();
  const cluster = redactedCluster(plain, redactor);
  const { signal } = new AbortController();
  expect([cluster.name, cluster.server]).toEqual([plain.name, plain.server]);
  expect(await cluster.findPod('shop', 'api', signal)).toEqual({ kind: 'found', pod: POD });
  expect(await cluster.addContainer({ ...place, signal })).toEqual({ kind: 'added' });
  expect(await cluster.exec({ ...exec, signal })).toEqual({ kind: 'exited', code: 0 });
  expect(await cluster.execWhenRunning({ ...exec, signal })).toEqual({ kind: 'exited', code: 0 });
  expect(await cluster.release({ ...release, signal })).toEqual({ kind: 'released' });
  await cluster.close();
  expect(plain.findPod.mock.calls).toEqual([['shop', 'api', signal]]);
  expect(plain.addContainer.mock.calls).toEqual([[{ ...place, signal }]]);
  expect(plain.exec.mock.calls).toEqual([[{ ...exec, signal }]]);
  expect(plain.execWhenRunning.mock.calls).toEqual([[{ ...exec, signal }]]);
  expect(plain.release.mock.calls).toEqual([[{ ...release, signal }]]);
  expect(plain.close).toHaveBeenCalledTimes(1);
});
