import type { V1ObjectMeta, V1OwnerReference } from '@kubernetes/client-node';

/** The controller of an object, else its first owner. */
export function controllerOf({ ownerReferences }: V1ObjectMeta): V1OwnerReference | undefined {
  const references = ownerReferences ?? [];
  return references.find(({ controller }) => controller === true) ?? references[0];
}

/**
 * The name of the Deployment that a pod belongs to. Its ReplicaSet is called after the Deployment and the pod's
 * `pod-template-hash`, so this needs no further right than to read the pod.
 */
export function deploymentOf(metadata: V1ObjectMeta): string | undefined {
  const owner = controllerOf(metadata);
  const hash = metadata.labels?.['pod-template-hash'];
  if (owner?.kind !== 'ReplicaSet' || !hash || !owner.name.endsWith(`-${hash}`)) return undefined;
  return owner.name.slice(0, -hash.length - 1);
}

/** The owner of a pod as people name it, such as `Deployment api`. */
export function ownerOf(metadata: V1ObjectMeta): string | undefined {
  const deployment = deploymentOf(metadata);
  if (deployment !== undefined) return `Deployment ${deployment}`;
  const owner = controllerOf(metadata);
  return owner && `${owner.kind} ${owner.name}`;
}
