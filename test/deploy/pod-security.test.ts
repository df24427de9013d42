import { describe, expect, test } from '@jest/globals';
import { manifestOf, type PodSpec, workloads } from './manifests.ts';
import { restrictedViolations } from './pod-security.ts';

test('the namespace enforces restricted', () => {
  expect(manifestOf('Namespace', 'keyhole').metadata.labels).toEqual({
    'pod-security.kubernetes.io/enforce': 'restricted',
  });
});

test('the pods are of the gateway, the worker and Redis', () => {
  expect(workloads.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
    'Deployment keyhole-gateway',
    'Deployment keyhole-worker',
    'StatefulSet keyhole-redis',
  ]);
});

describe.each(workloads.map(({ metadata, spec }) => [metadata.name, spec.template.spec] as const))(
  '%s',
  (_name, spec) => {
    test('passes restricted', () => {
      expect(restrictedViolations(spec)).toEqual([]);
    });

    test('writes to no root filesystem, and names its user by number', () => {
      const { securityContext, containers } = spec;
      expect(containers.every((each) => each.securityContext.readOnlyRootFilesystem)).toBe(true);
      expect(securityContext.runAsUser).toBeGreaterThan(0);
      expect(securityContext.runAsGroup).toBeGreaterThan(0);
    });

    test.each<[string, (spec: PodSpec) => void]>([
      ['keyhole: runAsNonRoot', (each) => delete each.securityContext.runAsNonRoot],
      ['keyhole: seccompProfile', (each) => delete each.securityContext.seccompProfile],
      ['keyhole: runAsUser', (each) => (each.securityContext.runAsUser = 0)],
      ['keyhole: capabilities.drop', (each) => delete each.containers[0]?.securityContext.capabilities],
      ['hostPath', (each) => each.volumes.push({ name: 'host', hostPath: { path: '/' } })],
      ['hostPID', (each) => (each['hostPID'] = true)],
    ])('a pod that is spoilt in %s is found out', (violation, spoil) => {
      const spoilt = structuredClone(spec);
      spoil(spoilt);
      const found = restrictedViolations(spoilt).map((each) => each.replace(/^redis:/, 'keyhole:'));
      expect(found).toEqual([violation]);
    });
  },
);
