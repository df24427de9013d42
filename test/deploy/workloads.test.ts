import { describe, expect, test } from '@jest/globals';
import { readConfig, SETTING_NAMES } from '../../src/config.ts';
import {
  type Container,
  containerOf,
  documentsOf,
  kustomized,
  manifestOf,
  manifests,
  workloadOf,
  workloads,
} from './manifests.ts';

const BOT = ['keyhole-gateway', 'keyhole-worker'];
const names = ({ env }: Container) => env.map(({ name }) => name);
const podOf = (name: string) => workloadOf(name).spec.template.spec;

/** The environment as the kubelet would set it, with each secret's value from the example. */
function environmentOf({ env }: Container): Record<string, string> {
  const secrets = documentsOf('secrets.example.yaml');
  return Object.fromEntries(
    env.map(({ name, value, valueFrom }) => {
      if (!valueFrom) return [name, value ?? ''];
      const { name: secret, key } = valueFrom.secretKeyRef;
      const data = secrets.find(({ metadata }) => metadata.name === secret)?.['stringData'];
      const found: unknown = typeof data === 'object' && data !== null ? Reflect.get(data, key) : undefined;
      if (typeof found !== 'string') throw new Error(`secrets.example.yaml lacks ${secret} ${key}`);
      return [name, found];
    }),
  );
}

describe.each(BOT)('%s', (name) => {
  const container = containerOf(name);

  test('sets only what the configuration knows', () => {
    expect(names(container).filter((each) => !SETTING_NAMES.includes(each))).toEqual([]);
  });

  test('has all that its role needs', () => {
    const reading = readConfig(environmentOf(container));
    expect(reading).toMatchObject({ kind: 'config', config: { role: name.replace('keyhole-', '') } });
  });

  test('is asked how it is where the bot answers, on the port that it takes by default', () => {
    const reading = readConfig(environmentOf(container));
    const port = reading.kind === 'config' ? reading.config.http.port : undefined;
    expect(container.ports).toEqual([{ name: 'health', containerPort: port }]);
    const { startupProbe, livenessProbe, readinessProbe } = container;
    expect([startupProbe, livenessProbe, readinessProbe].map(({ httpGet }) => httpGet)).toEqual([
      { path: '/healthz', port: 'health' },
      { path: '/healthz', port: 'health' },
      { path: '/readyz', port: 'health' },
    ]);
  });

  test('reads the policy that the kustomization makes, under the name that it is told', () => {
    const policy = podOf(name).volumes.find((volume) => volume.name === 'policy');
    const [generated] = kustomized.configMapGenerator;
    expect(policy).toEqual({ name: 'policy', configMap: { name: generated?.name } });
    expect(container['volumeMounts']).toContainEqual({
      name: 'policy',
      mountPath: '/etc/keyhole',
      readOnly: true,
    });
    expect(environmentOf(container)['KEYHOLE_POLICY']).toBe(`/etc/keyhole/${generated?.files[0]}`);
  });

  test('gets 30 seconds to stop, and a place for temporary files', () => {
    expect(podOf(name)['terminationGracePeriodSeconds']).toBe(30);
    expect(container['volumeMounts']).toContainEqual({ name: 'tmp', mountPath: '/tmp' });
  });
});

describe('who holds what', () => {
  test('the gateway and Redis have no token of the cluster, the worker has', () => {
    expect(workloads.map(({ metadata }) => podOf(metadata.name).automountServiceAccountToken)).toEqual([
      false,
      true,
      false,
    ]);
    expect(podOf('keyhole-gateway').serviceAccountName).toBe('keyhole-gateway');
    expect(podOf('keyhole-worker').serviceAccountName).toBe('keyhole-worker');
  });

  test('only the gateway has credentials of Slack', () => {
    const having = workloads.filter(({ metadata }) => {
      const { env } = containerOf(metadata.name);
      const secrets = env.map(({ valueFrom }) => valueFrom?.secretKeyRef.name);
      return env.some((each) => each.name.startsWith('SLACK_')) || secrets.includes('keyhole-slack');
    });
    expect(having.map(({ metadata }) => metadata.name)).toEqual(['keyhole-gateway']);
  });

  test('no volume brings a secret in', () => {
    expect(
      workloads.flatMap(({ metadata }) => podOf(metadata.name).volumes.flatMap(Object.keys)),
    ).not.toContain('secret');
  });

  test('the example of the secrets is no part of what is applied, and holds no secret', () => {
    expect(kustomized.resources).not.toContain('secrets.example.yaml');
    expect(manifests.filter(({ kind }) => kind === 'Secret')).toEqual([]);
    const values = documentsOf('secrets.example.yaml').flatMap((each) =>
      Object.values(each['stringData'] ?? {}),
    );
    expect(values).toHaveLength(4);
    expect(values.filter((value) => !/REPLACE-ME/.test(String(value)))).toEqual([]);
  });
});

describe('Redis', () => {
  const { args } = containerOf('keyhole-redis');

  test('has a write on disk before it answers, evicts nothing and asks for a password', () => {
    const flags = flagsOf(args);
    expect(flags).toMatchObject({
      '--appendonly': 'yes',
      '--appendfsync': 'always',
      '--maxmemory-policy': 'noeviction',
      '--requirepass': '$(REDISCLI_AUTH)',
      '--dir': '/data',
    });
    expect(names(containerOf('keyhole-redis'))).toEqual(['REDISCLI_AUTH']);
  });

  test('is found under the host of REDIS_URL, with its password', () => {
    const { REDIS_URL } = environmentOf(containerOf('keyhole-worker'));
    const url = new URL(REDIS_URL ?? '');
    const service = manifestOf('Service', url.hostname);
    expect(service['spec']).toMatchObject({
      selector: workloadOf('keyhole-redis').spec.template.metadata.labels,
      ports: [{ port: Number(url.port) }],
    });
    expect(environmentOf(containerOf('keyhole-redis'))).toEqual({ REDISCLI_AUTH: url.password });
  });
});

/** `--flag value --flag value` as an object. */
function flagsOf(args: unknown): Record<string, string> {
  const words = Array.isArray(args) ? args.map(String) : [];
  return Object.fromEntries(words.flatMap((word, at) => (at % 2 === 0 ? [[word, words[at + 1] ?? '']] : [])));
}
