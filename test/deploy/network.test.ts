import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { type Manifest, manifests, workloads } from './manifests.ts';

const labels = z.record(z.string(), z.string());
const selector = z.strictObject({
  matchLabels: labels.optional(),
  matchExpressions: z
    .array(z.strictObject({ key: z.string(), operator: z.literal('In'), values: z.array(z.string()) }))
    .optional(),
});
const peer = z.strictObject({
  podSelector: selector.optional(),
  ipBlock: z.strictObject({ cidr: z.string(), except: z.array(z.string()) }).optional(),
});
const ports = z.array(z.strictObject({ port: z.number(), protocol: z.enum(['TCP', 'UDP']).default('TCP') }));
const networkPolicy = z.object({
  metadata: z.object({ name: z.string() }),
  spec: z.strictObject({
    podSelector: selector,
    policyTypes: z.tuple([z.literal('Ingress'), z.literal('Egress')]),
    ingress: z.array(z.strictObject({ from: z.array(peer), ports })).default([]),
    egress: z.array(z.strictObject({ to: z.array(peer).optional(), ports })).default([]),
  }),
});

const policies = manifests
  .filter(({ kind }) => kind === 'NetworkPolicy')
  .map((each) => networkPolicy.parse(each));

/** The workloads whose pods a selector takes. */
function selected({ matchLabels = {}, matchExpressions = [] }: z.infer<typeof selector>): string[] {
  const takes = (pod: Record<string, string>) =>
    Object.entries(matchLabels).every(([key, value]) => pod[key] === value) &&
    matchExpressions.every(({ key, values }) => values.includes(pod[key] ?? ''));
  return workloads
    .filter(({ spec }) => takes(spec.template.metadata.labels))
    .map(({ metadata }) => metadata.name);
}

function specOf(name: string) {
  const found = policies.find(({ metadata }) => metadata.name === name);
  if (!found) throw new Error(`no NetworkPolicy is called ${name}`);
  return found.spec;
}

/** Where pods may connect to, as `destination protocol port`. */
function waysOut(name: string): string[] {
  return specOf(name).egress.flatMap(({ to, ports: open }) => {
    const destinations = to?.flatMap(({ podSelector, ipBlock }) =>
      podSelector ? selected(podSelector) : [ipBlock?.cidr ?? 'anywhere'],
    ) ?? ['anywhere'];
    return destinations.flatMap((where) => open.map(({ port, protocol }) => `${where} ${protocol} ${port}`));
  });
}

test('each policy is for the pods of its name, and all pods have one', () => {
  expect(policies.map(({ metadata, spec }) => [metadata.name, selected(spec.podSelector)])).toEqual(
    policies.map(({ metadata }) => [metadata.name, [metadata.name]]),
  );
  expect(policies.map(({ metadata }) => metadata.name).sort()).toEqual(
    workloads.map(({ metadata }) => metadata.name).sort(),
  );
});

describe('ways in', () => {
  test('Redis is open to the gateway and the worker alone, on its port', () => {
    const [rule, ...others] = specOf('keyhole-redis').ingress;
    expect(others).toEqual([]);
    expect(rule?.ports).toEqual([{ port: 6379, protocol: 'TCP' }]);
    const from = rule?.from.flatMap(({ podSelector }) =>
      podSelector ? selected(podSelector) : ['anywhere'],
    );
    expect(from).toEqual(['keyhole-gateway', 'keyhole-worker']);
  });

  test('nothing may connect to the gateway or the worker', () => {
    expect([specOf('keyhole-gateway').ingress, specOf('keyhole-worker').ingress]).toEqual([[], []]);
  });
});

describe('ways out', () => {
  test('Redis has none', () => {
    expect(waysOut('keyhole-redis')).toEqual([]);
  });

  test('the gateway has Redis, DNS and HTTPS outside private networks', () => {
    expect(waysOut('keyhole-gateway')).toEqual([
      'keyhole-redis TCP 6379',
      'anywhere UDP 53',
      'anywhere TCP 53',
      '0.0.0.0/0 TCP 443',
    ]);
    const excepted = specOf('keyhole-gateway').egress.flatMap(({ to = [] }) =>
      to.flatMap(({ ipBlock }) => ipBlock?.except ?? []),
    );
    expect(excepted).toEqual(
      expect.arrayContaining(['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16']),
    );
  });

  test('the worker has Redis, DNS and the ports of an API server', () => {
    expect(waysOut('keyhole-worker')).toEqual([
      'keyhole-redis TCP 6379',
      'anywhere UDP 53',
      'anywhere TCP 53',
      'anywhere TCP 443',
      'anywhere TCP 6443',
    ]);
  });
});

test('every selector of the manifests takes the pods of exactly one workload', () => {
  const taken = (each: Manifest): string[] => {
    const { selector: own } = z.object({ selector: selector.or(labels) }).parse(each['spec']);
    const parsed = selector.safeParse(own);
    return selected(parsed.success ? parsed.data : { matchLabels: labels.parse(own) });
  };
  const selecting = manifests.filter(({ kind }) =>
    ['Deployment', 'StatefulSet', 'Service', 'PodDisruptionBudget'].includes(kind),
  );
  expect(selecting.map((each) => taken(each))).toEqual(selecting.map(({ metadata }) => [metadata.name]));
});
