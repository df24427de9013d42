import { holderCommand } from './holder.ts';
import { PROFILES, type ProfileName, type SecurityContext } from './profiles.ts';

export type PullPolicy = 'Always' | 'IfNotPresent' | 'Never';

/** The ephemeral container of a session, in the words of the Kubernetes API. */
export interface DebugContainer {
  readonly name: string;
  readonly image: string;
  readonly imagePullPolicy?: PullPolicy;
  readonly command: readonly string[];
  readonly targetContainerName?: string;
  readonly securityContext?: SecurityContext;
}

export interface DebugContainerOptions {
  readonly requestId: string;
  readonly image: string;
  readonly pullPolicy?: PullPolicy;
  readonly profile: ProfileName;
  readonly target?: string;
  /** The session's time limit in whole seconds; the container's process ends by itself then. */
  readonly limitSeconds: number;
}

/**
 * The container that a request asks for. Its name comes from the request's id: the API server merges the list by name,
 * so adding it twice is adding it once (`recordings/kubernetes/patch-flavours.json`).
 */
export function debugContainer(options: DebugContainerOptions): DebugContainer {
  const securityContext = PROFILES[options.profile];
  return {
    name: `keyhole-${options.requestId}`,
    image: options.image,
    ...(options.pullPolicy && { imagePullPolicy: options.pullPolicy }),
    command: holderCommand(options.requestId, options.limitSeconds),
    ...(options.target !== undefined && { targetContainerName: options.target }),
    ...(securityContext && { securityContext }),
  };
}
