import type { GrantedProfile } from './granted-profile.ts';
import type { ProfileName } from './profiles.ts';

const FEWEST_RIGHTS_FIRST: readonly ProfileName[] = [
  'restricted',
  'baseline',
  'general',
  'netadmin',
  'sysadmin',
];

/** The profiles in order of the rights that they give, fewest first; the policy's own come last, in the order given. */
export function byRights(profiles: readonly GrantedProfile[]): readonly GrantedProfile[] {
  return profiles.toSorted((a, b) => rank(a) - rank(b));
}

/**
 * The profile of an ask that names none: of those allowed, the one with the fewest rights that does the job. Absent only
 * when none is allowed. `target`: the container that is looked into, and its user where that is known.
 */
export function defaultProfile(
  profiles: readonly GrantedProfile[],
  target: { readonly uid?: number } | undefined,
): GrantedProfile | undefined {
  const ordered = byRights(profiles);
  return ordered.find((profile) => doesTheJob(profile, target)) ?? ordered[0];
}

/** Under `restricted` only processes of the container's own user can be looked into, and that is never root. */
function doesTheJob({ base }: GrantedProfile, target: { readonly uid?: number } | undefined): boolean {
  if (base !== 'restricted' || target === undefined) return true;
  return target.uid !== undefined && target.uid !== 0;
}

function rank({ name }: GrantedProfile): number {
  const at = FEWEST_RIGHTS_FIRST.findIndex((builtIn) => builtIn === name);
  return at < 0 ? FEWEST_RIGHTS_FIRST.length : at;
}
