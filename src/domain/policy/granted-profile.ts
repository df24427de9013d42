import type { DebugContainer } from '../container/debug-container.ts';
import { type ProfileName, PROFILES, type SecurityContext } from './profiles.ts';

/** What a profile of the policy's own sets besides its base, like the file of `kubectl debug --custom`. */
export type PartialContainer = Partial<
  Pick<DebugContainer, 'env' | 'securityContext' | 'volumeMounts' | 'workingDir'>
>;

/** A profile as a rule gives it: one of `kubectl debug`, or one of the policy's own, which is a base and changes to it. */
export interface GrantedProfile {
  readonly name: string;
  readonly base: ProfileName;
  readonly spec?: PartialContainer;
}

/** Whom a process runs as, where it is known. */
interface Ids {
  readonly uid?: number;
  readonly gid?: number;
}

/** Neither root nor anybody's: what images made to run without root use where nothing else is known. */
const NOBODY = 65532;

/**
 * The security context of a container under a profile. The profile's own changes replace the base's members one by one,
 * as a strategic merge patch of the container would: the lists of capabilities as wholes.
 */
export function securityContextOf(
  { base, spec }: GrantedProfile,
  target: Ids | undefined,
): SecurityContext | undefined {
  const own = spec?.securityContext;
  const under =
    base === 'restricted' ? { ...PROFILES.restricted, ...unprivilegedIds(target) } : PROFILES[base];
  if (!own) return under;
  const capabilities = { ...under?.capabilities, ...own.capabilities };
  return { ...under, ...own, ...(Object.keys(capabilities).length > 0 && { capabilities }) };
}

/**
 * `kubectl debug` leaves the user to the image, and an image that runs as root then never starts under `restricted`
 * (kubernetes/kubernetes#113006, #115671). To look into a process takes the same user and the same group.
 */
function unprivilegedIds(target: Ids = {}): { readonly runAsUser: number; readonly runAsGroup: number } {
  const { uid, gid } = target;
  if (uid === 0) return { runAsUser: NOBODY, runAsGroup: NOBODY };
  return { runAsUser: uid ?? NOBODY, runAsGroup: gid ?? NOBODY };
}
