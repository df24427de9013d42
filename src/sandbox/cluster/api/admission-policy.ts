import type { ContainerSpec } from './objects.ts';
import { StatusError } from './status.ts';

/** A ValidatingAdmissionPolicy with its binding: what it refuses of new containers, and its message. */
export interface AdmissionPolicy {
  name: string;
  /** The name of its binding; absent: the policy's own. */
  binding?: string;
  message: string;
  /** Only in these namespaces; absent: everywhere. */
  namespaces?: string[];
  refuses: {
    privileged?: true;
    /** Images that begin with none of these. */
    imagesBut?: string[];
    /** Container names that begin with none of these. */
    namesBut?: string[];
  };
}

function isRefused({ refuses }: AdmissionPolicy, container: ContainerSpec): boolean {
  const outside = (allowed: string[] | undefined, value: string): boolean =>
    allowed !== undefined && !allowed.some((start) => value.startsWith(start));
  return (
    (refuses.privileged === true && container.securityContext?.privileged === true) ||
    outside(refuses.imagesBut, container.image) ||
    outside(refuses.namesBut, container.name)
  );
}

/** 422 in the words of the first policy that refuses a container (recordings/kubernetes/admission-policy.json). */
export function checkPolicies(
  policies: readonly AdmissionPolicy[],
  pod: { namespace: string; name: string },
  containers: ContainerSpec[],
): void {
  for (const policy of policies) {
    const here = policy.namespaces?.includes(pod.namespace) ?? true;
    if (!here || !containers.some((container) => isRefused(policy, container))) continue;
    const { name, binding = name, message } = policy;
    const why = `ValidatingAdmissionPolicy '${name}' with binding '${binding}' denied request: ${message}`;
    throw new StatusError(422, 'Invalid', `pods "${pod.name}" is forbidden: ${why}`, {
      name: pod.name,
      kind: 'pods',
      causes: [{ message: why }],
    });
  }
}
