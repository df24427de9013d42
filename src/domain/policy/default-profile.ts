import type { GrantedProfile } from './granted-profile.ts';
import type { ProfileName } from './profiles.ts';

const FEWEST_RIGHTS_FIRST: readonly ProfileName[] = [
  'restricted',
  'baseline',
  'general',
  'netadmin',
  'sysadmin',
];

const TAKEN_UNASKED: readonly ProfileName[] = ['restricted', 'baseline', 'general'];

/** The profiles in order of the rights that they give, fewest first; the policy's own come last, in the order given. */
export function byRights(profiles: readonly GrantedProfile[]): readonly GrantedProfile[] {
  return profiles.toSorted((a, b) => rank(a) - rank(b));
}

/**
 * The profile of an ask that names none: of those allowed, the one with the fewest rights that does the job. One that reaches
 * beyond the pod, or that the policy made up, is taken unasked only where the rule allows nothing else. Absent only when
 * none is allowed. `target`: the container that is looked into, and its user where that is known.
 */
export function defaultProfile(
  profiles: readonly GrantedProfile[],
  target: { readonly uid?: number } | undefined,
): GrantedProfile | undefined {
  const suitable = bySuitability(profiles, target);
  return suitable.find(({ name }) => TAKEN_UNASKED.some((each) => each === name)) ?? suitable[0];
}

/** The profiles that do the job, the one with the fewest rights first, and then those that do not, in the same order. */
export function bySuitability(
  profiles: readonly GrantedProfile[],
  target: { readonly uid?: number } | undefined,
): readonly GrantedProfile[] {
  const ordered = byRights(profiles);
  const fits = ordered.filter((profile) => doesTheJob(profile, target));
  return [...fits, ...ordered.filter((profile) => !fits.includes(profile))];
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
