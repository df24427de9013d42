import type { Container, PodSpec } from './manifests.ts';

const VOLUME_TYPES = new Set(['configMap', 'emptyDir', 'secret', 'projected', 'persistentVolumeClaim']);

/**
 * What a pod lacks of the Pod Security Standard `restricted`
 * (https://kubernetes.io/docs/concepts/security/pod-security-standards), each as a field.
 */
export function restrictedViolations(spec: PodSpec): string[] {
  const host = ['hostNetwork', 'hostPID', 'hostIPC'].filter(
    (field) => field in spec && spec[field] !== false,
  );
  const volumes = spec.volumes.flatMap((volume) =>
    Object.keys(volume).filter((key) => key !== 'name' && !VOLUME_TYPES.has(key)),
  );
  return [
    ...host,
    ...volumes,
    ...[...spec.initContainers, ...spec.containers].flatMap((each) => containerViolations(spec, each)),
  ];
}

function containerViolations({ securityContext: pod }: PodSpec, container: Container): string[] {
  const own = container.securityContext;
  const seccomp = (own.seccompProfile ?? pod.seccompProfile)?.type ?? '';
  const fields: Record<string, boolean> = {
    privileged: own.privileged !== true,
    allowPrivilegeEscalation: own.allowPrivilegeEscalation === false,
    runAsNonRoot: (own.runAsNonRoot ?? pod.runAsNonRoot) === true,
    runAsUser: (own.runAsUser ?? pod.runAsUser) !== 0,
    seccompProfile: ['RuntimeDefault', 'Localhost'].includes(seccomp),
    'capabilities.drop': own.capabilities?.drop?.includes('ALL') === true,
    'capabilities.add': (own.capabilities?.add ?? []).every((name) => name === 'NET_BIND_SERVICE'),
    hostPort: container.ports.every((port) => !('hostPort' in port)),
  };
  return Object.entries(fields).flatMap(([field, holds]) => (holds ? [] : [`${container.name}: ${field}`]));
}
