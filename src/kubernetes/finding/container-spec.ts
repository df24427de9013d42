import type { V1EphemeralContainer, V1SecurityContext, V1VolumeMount } from '@kubernetes/client-node';
import type { DebugContainer, PullPolicy, VolumeMount } from '../../domain/container/debug-container.ts';
import type { SecurityContext } from '../../domain/policy/profiles.ts';

/** Where the service account admission of every API server mounts the token. */
const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/** A debug container as it stands in a pod, as far as Keyhole writes it; whatever else it has is left out. */
export function debugContainerOf(container: V1EphemeralContainer): DebugContainer {
  const { name, image, imagePullPolicy, command, targetContainerName, workingDir } = container;
  const env = (container.env ?? []).flatMap((each) =>
    each.valueFrom ? [] : [{ name: each.name, value: each.value ?? '' }],
  );
  const securityContext = container.securityContext && securityContextOf(container.securityContext);
  const volumeMounts = volumeMountsOf(container.volumeMounts ?? []);
  return {
    name,
    image: image ?? '',
    ...(isPullPolicy(imagePullPolicy) && { imagePullPolicy }),
    ...(command && command.length > 0 && { command }),
    ...(env.length > 0 && { env }),
    ...(targetContainerName && { targetContainerName }),
    ...(securityContext && { securityContext }),
    ...(volumeMounts.length > 0 && { volumeMounts }),
    ...(workingDir && { workingDir }),
  };
}

/** Without those by `subPath`, which an ephemeral container may not have, and without the service account's token. */
export function volumeMountsOf(mounts: readonly V1VolumeMount[]): VolumeMount[] {
  return mounts
    .filter(
      ({ subPath, subPathExpr, mountPath }) => !subPath && !subPathExpr && mountPath !== SERVICE_ACCOUNT,
    )
    .map(({ name, mountPath, readOnly }) => ({
      name,
      mountPath,
      ...(readOnly === true && { readOnly }),
    }));
}

function securityContextOf(context: V1SecurityContext): SecurityContext {
  const { privileged, allowPrivilegeEscalation, runAsNonRoot, runAsUser, runAsGroup } = context;
  const { add, drop } = context.capabilities ?? {};
  return {
    ...(privileged !== undefined && { privileged }),
    ...(allowPrivilegeEscalation !== undefined && { allowPrivilegeEscalation }),
    ...(runAsNonRoot !== undefined && { runAsNonRoot }),
    ...(runAsUser !== undefined && { runAsUser }),
    ...(runAsGroup !== undefined && { runAsGroup }),
    ...((add || drop) && { capabilities: { ...(add && { add }), ...(drop && { drop }) } }),
    ...(context.seccompProfile?.type === 'RuntimeDefault' && { seccompProfile: { type: 'RuntimeDefault' } }),
  };
}

function isPullPolicy(text: string | undefined): text is PullPolicy {
  return text === 'Always' || text === 'IfNotPresent' || text === 'Never';
}
