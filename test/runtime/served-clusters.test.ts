import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { type Config, readConfig } from '../../src/config.ts';
import { createLogger } from '../../src/logger.ts';
import { type ServedClusters, servedClusters } from '../../src/runtime/served-clusters.ts';
import { testPolicy } from '../helpers/policy.ts';

const CLUSTERS = { clusters: { prod: { context: 'prod' }, sandbox: { context: 'sandbox' } } };
const SEARCH = { namespace: 'shop', wanted: { kind: 'pod', name: 'api' } } as const;

let folder: string;
let log: string[];
let served: ServedClusters | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keyhole-test-'));
  log = [];
  served = undefined;
});

afterEach(async () => {
  for (const cluster of served?.clusters ?? []) await cluster.close();
  await rm(folder, { recursive: true, force: true });
});

/** A kubeconfig of contexts, each with the address of its server. */
async function write(contexts: Readonly<Record<string, string>>): Promise<void> {
  const names = Object.keys(contexts);
  const kubeconfig = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: names.map((name) => ({ name, cluster: { server: contexts[name] } })),
    users: names.map((name) => ({ name, user: { token: 'of-the-test' } })),
    contexts: names.map((name) => ({ name, context: { cluster: name, user: name } })),
  };
  await writeFile(join(folder, 'kubeconfig'), stringify(kubeconfig), { mode: 0o600 });
}

/** Nothing listens there. */
const server = (port: number) => `https://127.0.0.1:${port}`;

function serve(env: Record<string, string> = {}, policy = testPolicy({ match: {} }, CLUSTERS)) {
  served = servedClusters(config(env), policy, logger());
  return served;
}

function config(env: Record<string, string>): Config {
  const reading = readConfig({
    KEYHOLE_ROLE: 'worker',
    KEYHOLE_POLICY: 'given by the test',
    KUBECONFIG: join(folder, 'kubeconfig'),
    ...env,
  });
  if (reading.kind === 'invalid') throw new Error(reading.problems.join('\n'));
  return reading.config;
}

function logger() {
  return createLogger({
    level: 'debug',
    secrets: [],
    destination: { write: (line: string) => void log.push(line) },
  });
}

describe('the clusters of a worker', () => {
  test('are those of the policy, each with its own server', async () => {
    await write({ prod: server(1), sandbox: server(2) });
    const { clusters, usable } = serve();
    expect(clusters.map((cluster) => [cluster.name, cluster.server])).toEqual([
      ['prod', server(1)],
      ['sandbox', server(2)],
    ]);
    expect([usable(), log]).toEqual([{ prod: true, sandbox: true }, []]);
  });

  test('are only those that it is told to serve', async () => {
    await write({ prod: server(1), sandbox: server(2) });
    expect(serve({ KEYHOLE_CLUSTERS: 'sandbox' }).usable()).toEqual({ sandbox: true });
    expect(() => serve({ KEYHOLE_CLUSTERS: 'sandbox,nosuch' })).toThrow(/nosuch, which the policy/);
  });
});

describe('a cluster without a usable kubeconfig', () => {
  test('hurts no other, is logged once, and is named', async () => {
    await write({ sandbox: server(2) });
    const { clusters, usable } = serve();
    expect(usable()).toEqual({ prod: false, sandbox: true });
    const [prod] = clusters;
    expect(await prod?.findPod(SEARCH)).toMatchObject({ kind: 'failed' });
    expect(log).toEqual([expect.stringContaining('"cluster":"prod"')]);
  });

  test('is served as soon as it has one', async () => {
    const { usable } = serve();
    expect(usable()).toEqual({ prod: false, sandbox: false });
    await write({ prod: server(1), sandbox: server(2) });
    expect(usable()).toEqual({ prod: true, sandbox: true });
  });
});

describe('two names for one cluster', () => {
  test('are refused before anything is served', async () => {
    await write({ prod: server(1), sandbox: server(1) });
    expect(() => serve()).toThrow(expect.objectContaining({ code: 'ambiguous-cluster' }));
    expect(() => serve()).toThrow(/prod and sandbox of the policy are one and the same/);
  });

  test('are no trouble to a worker that serves one of them', async () => {
    await write({ prod: server(1), sandbox: server(1) });
    expect(serve({ KEYHOLE_CLUSTERS: 'prod' }).usable()).toEqual({ prod: true });
  });

  test('that show only later leave the second one unserved, and it says which', async () => {
    await write({ sandbox: server(1) });
    const { clusters, usable } = serve();
    await write({ prod: server(1), sandbox: server(1) });
    expect(usable()).toEqual({ prod: false, sandbox: true });
    const [prod] = clusters;
    expect(await prod?.findPod(SEARCH)).toEqual({
      kind: 'failed',
      sentence: expect.stringContaining('The clusters sandbox and prod of the policy are one and the same'),
    });
  });
});
