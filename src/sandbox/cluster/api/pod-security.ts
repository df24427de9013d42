import type { ContainerSpec, Pod, SecurityContext } from './objects.ts';

export type Level = 'privileged' | 'baseline' | 'restricted';

interface Standard {
  level: Level;
  version: string;
}

/** The standard that a namespace warns of: its own, else the enforced one (pod-security-admission, PolicyToEvaluate). */
export function warnedStandard(labels: Record<string, string> | undefined): Standard {
  const level = labels?.['pod-security.kubernetes.io/warn'];
  const version = labels?.['pod-security.kubernetes.io/warn-version'] ?? 'latest';
  if (level === 'baseline' || level === 'restricted' || level === 'privileged') return { level, version };
  return enforcedStandard(labels);
}

/** The value of the Warning header for a template of pods that would be forbidden; undefined when they would not. */
export function podSecurityWarning(pod: Pod, standard: Standard): string | undefined {
  const why = podSecurityViolation(pod, standard)?.replace(/^violates/, 'would violate');
  return why === undefined ? undefined : `299 - ${JSON.stringify(why)}`;
}

/** The enforced standard of a namespace, from its labels. */
export function enforcedStandard(labels: Record<string, string> | undefined): Standard {
  const level = labels?.['pod-security.kubernetes.io/enforce'];
  const version = labels?.['pod-security.kubernetes.io/enforce-version'] ?? 'latest';
  if (level === 'baseline' || level === 'restricted') return { level, version };
  return { level: 'privileged', version };
}

const defaultCapabilities = new Set(
  (
    'AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD ' +
    'NET_BIND_SERVICE SETFCAP SETGID SETPCAP SETUID SYS_CHROOT'
  ).split(' '),
);

type Check = (pod: Pod, containers: ContainerSpec[]) => string | undefined;

const contextOf = (container: ContainerSpec): SecurityContext => container.securityContext ?? {};

function named(containers: ContainerSpec[]): string {
  const names = containers.map((container) => `"${container.name}"`).join(', ');
  return `${containers.length === 1 ? 'container' : 'containers'} ${names}`;
}

function complaint(title: string, bad: ContainerSpec[], demand: string): string | undefined {
  return bad.length === 0 ? undefined : `${title} (${named(bad)} ${demand})`;
}

const hostNamespaces: Check = (pod) => {
  const set = (['hostNetwork', 'hostPID', 'hostIPC'] as const).filter((field) => pod.spec[field] === true);
  return set.length === 0 ? undefined : `host namespaces (${set.map((field) => `${field}=true`).join(', ')})`;
};

const hostPaths: Check = (pod) => {
  const bad = (pod.spec.volumes ?? []).filter((volume) => volume.hostPath !== undefined);
  if (bad.length === 0) return undefined;
  return `hostPath volumes (${bad.length === 1 ? 'volume' : 'volumes'} ${bad.map((volume) => `"${volume.name}"`).join(', ')})`;
};

const privileged: Check = (_pod, containers) =>
  complaint(
    'privileged',
    containers.filter((container) => contextOf(container).privileged === true),
    'must not set securityContext.privileged=true',
  );

const baselineCapabilities: Check = (_pod, containers) => {
  const added = (container: ContainerSpec): string[] =>
    (contextOf(container).capabilities?.add ?? []).filter((name) => !defaultCapabilities.has(name));
  const bad = containers.filter((container) => added(container).length > 0);
  const names = [...new Set(bad.flatMap(added))].sort().map((name) => `"${name}"`);
  return complaint(
    'non-default capabilities',
    bad,
    `must not include ${names.join(', ')} in securityContext.capabilities.add`,
  );
};

const escalation: Check = (_pod, containers) =>
  complaint(
    'allowPrivilegeEscalation != false',
    containers.filter((container) => contextOf(container).allowPrivilegeEscalation !== false),
    'must set securityContext.allowPrivilegeEscalation=false',
  );

const restrictedCapabilities: Check = (_pod, containers) => {
  const keeps = containers.filter(
    (container) => contextOf(container).capabilities?.drop?.includes('ALL') !== true,
  );
  const added = (container: ContainerSpec): string[] =>
    (contextOf(container).capabilities?.add ?? []).filter((name) => name !== 'NET_BIND_SERVICE');
  const adds = containers.filter((container) => added(container).length > 0);
  const names = [...new Set(adds.flatMap(added))].sort().map((name) => `"${name}"`);
  const parts: string[] = [];
  if (keeps.length > 0) parts.push(`${named(keeps)} must set securityContext.capabilities.drop=["ALL"]`);
  if (adds.length > 0) {
    parts.push(`${named(adds)} must not include ${names.join(', ')} in securityContext.capabilities.add`);
  }
  return parts.length === 0 ? undefined : `unrestricted capabilities (${parts.join('; ')})`;
};

const runAsNonRoot: Check = (pod, containers) => {
  const forPod = pod.spec.securityContext.runAsNonRoot;
  const bad = containers.filter((container) => (contextOf(container).runAsNonRoot ?? forPod) !== true);
  if (bad.length === 0) return undefined;
  const who = forPod === undefined ? 'pod or ' : '';
  return `runAsNonRoot != true (${who}${named(bad)} must set securityContext.runAsNonRoot=true)`;
};

const runAsUser: Check = (pod, containers) => {
  if (pod.spec.securityContext.runAsUser === 0) return 'runAsUser=0 (pod must not set runAsUser=0)';
  return complaint(
    'runAsUser=0',
    containers.filter((container) => contextOf(container).runAsUser === 0),
    'must not set runAsUser=0',
  );
};

const seccomp: Check = (pod, containers) => {
  const allowed = (type: string | undefined): boolean => type === 'RuntimeDefault' || type === 'Localhost';
  const forPod = pod.spec.securityContext.seccompProfile?.type;
  const bad = containers.filter((container) => !allowed(contextOf(container).seccompProfile?.type ?? forPod));
  if (bad.length === 0) return undefined;
  return `seccompProfile (pod or ${named(bad)} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")`;
};

const baselineChecks: Check[] = [hostNamespaces, hostPaths, privileged];
const restrictedChecks: Check[] = [escalation, restrictedCapabilities, runAsNonRoot, runAsUser, seccomp];

/**
 * Judges a whole pod, every container of it (kubernetes/kubernetes#118961), by a standard; the text after "is forbidden: ",
 * or undefined when it passes. Messages: recordings/kubernetes/pod-security.json.
 */
export function podSecurityViolation(pod: Pod, standard: Standard): string | undefined {
  if (standard.level === 'privileged') return undefined;
  const containers = [
    ...(pod.spec.initContainers ?? []),
    ...pod.spec.containers,
    ...(pod.spec.ephemeralContainers ?? []),
  ];
  const checks =
    standard.level === 'baseline'
      ? [baselineCapabilities, ...baselineChecks]
      : [...baselineChecks, ...restrictedChecks];
  const found = checks.map((check) => check(pod, containers)).filter((text) => text !== undefined);
  if (found.length === 0) return undefined;
  return `violates PodSecurity "${standard.level}:${standard.version}": ${found.join(', ')}`;
}
