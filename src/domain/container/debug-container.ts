import { posix } from 'node:path';
import { type GrantedProfile, securityContextOf } from '../policy/granted-profile.ts';
import { HOLDER_FOLDER, holderCommand } from './holder.ts';
import type { SecurityContext } from '../policy/profiles.ts';
import { REQUEST_VARIABLE } from '../request/request-id.ts';

export const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'] as const;
export type PullPolicy = (typeof PULL_POLICIES)[number];

/** The ephemeral container of a session, in the words of the Kubernetes API. */
export interface DebugContainer {
  readonly name: string;
  readonly image: string;
  readonly imagePullPolicy?: PullPolicy;
  /** Absent: the image's own. */
  readonly command?: readonly string[];
  readonly env?: readonly EnvVar[];
  readonly targetContainerName?: string;
  readonly securityContext?: SecurityContext;
  readonly volumeMounts?: readonly VolumeMount[];
  readonly workingDir?: string;
}

export interface EnvVar {
  readonly name: string;
  readonly value: string;
}

/** Without `subPath`, which an ephemeral container may not have (recordings/kubernetes/validation-errors.json). */
export interface VolumeMount {
  readonly name: string;
  readonly mountPath: string;
  readonly readOnly?: boolean;
}

export interface DebugContainerOptions {
  readonly requestId: string;
  /** Absent: after the request's id. */
  readonly name?: string;
  readonly image: string;
  readonly pullPolicy?: PullPolicy;
  readonly profile: GrantedProfile;
  readonly target?: {
    readonly name: string;
    readonly uid?: number;
    readonly gid?: number;
    readonly volumeMounts?: readonly VolumeMount[];
  };
  readonly env?: Readonly<Record<string, string>>;
  /** The session's time limit in whole seconds; the holder ends by itself then. */
  readonly limitSeconds: number;
  /** The most that extensions may make of it; absent: it cannot be extended. */
  readonly longestSeconds?: number;
  /** The command that is the container's own process, empty for the image's own; absent: the holder is. */
  readonly entrypoint?: readonly string[];
}

/**
 * The container that a request asks for. The API server merges the list by name, so adding it twice is adding it once
 * (`recordings/kubernetes/patch-flavours.json`). The variable with the request's id makes each request's container
 * another one, also under a name that someone used before: an equal one would silently not be added.
 */
export function debugContainer(options: DebugContainerOptions): DebugContainer {
  const { requestId, profile, target } = options;
  const { spec } = profile;
  const securityContext = securityContextOf(profile, target);
  const volumeMounts = mountsOf(target?.volumeMounts, spec?.volumeMounts);
  const command = commandOf(options);
  return {
    name: options.name ?? `keyhole-${requestId}`,
    image: options.image,
    ...(options.pullPolicy && { imagePullPolicy: options.pullPolicy }),
    ...(command.length > 0 && { command }),
    env: envOf(requestId, spec?.env, options.env),
    ...(target !== undefined && { targetContainerName: target.name }),
    ...(securityContext && { securityContext }),
    ...(volumeMounts.length > 0 && { volumeMounts }),
    ...(spec?.workingDir !== undefined && { workingDir: spec.workingDir }),
  };
}

/** In a container's own command and variables the kubelet reads `$(NAME)` as a variable's value and `$$` as `$`; in a command of exec it does not. */
function verbatim(text: string): string {
  return text.replaceAll('$', '$$$$');
}

function commandOf(options: DebugContainerOptions): readonly string[] {
  const { requestId, entrypoint } = options;
  if (entrypoint === undefined) return holderCommand(requestId, options);
  return entrypoint.map(verbatim);
}

/** One of each name, as a list merged by name cannot hold two; what was asked for counts more than the profile, whose references stay references. */
function envOf(
  requestId: string,
  ofProfile: readonly EnvVar[] = [],
  asked: Readonly<Record<string, string>> = {},
): readonly EnvVar[] {
  const values = new Map<string, string>([[REQUEST_VARIABLE, requestId]]);
  for (const { name, value } of ofProfile) values.set(name, value);
  for (const [name, value] of Object.entries(asked)) values.set(name, verbatim(value));
  values.set(REQUEST_VARIABLE, requestId);
  return [...values].map(([name, value]) => ({ name, value }));
}

/** Whether a mount would keep the holder from being told to end. */
export function hidesHolder({ mountPath }: { readonly mountPath: string }): boolean {
  return posix.resolve(mountPath) === HOLDER_FOLDER;
}

/** One at each path: the profile's counts more than the target's. */
function mountsOf(
  ofTarget: readonly VolumeMount[] = [],
  ofProfile: readonly VolumeMount[] = [],
): readonly VolumeMount[] {
  const byPath = new Map([...ofTarget, ...ofProfile].map((mount) => [mount.mountPath, mount]));
  return [...byPath.values()];
}
