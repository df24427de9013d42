import { nextLimit } from '../container/holder.ts';
import type { Review } from '../policy/approval.ts';
import type { ApprovalRequirement } from '../policy/policy.ts';
import type { Person } from './person.ts';
import type { Request } from './request.ts';

/** Someone's wish that an open session lasts longer. */
export interface Extension {
  readonly by: Person;
  readonly askedAt: number;
  /** Whose approval it takes; none: it is given at once. */
  readonly needs: readonly ApprovalRequirement[];
  readonly reviews: readonly Review[];
  /** Absent: it waits for review. Approved: a worker tells the container, and only then it counts. */
  readonly decision?: 'approved' | 'denied';
  /** How long the session lasts in all since it counts, in whole seconds. */
  readonly lasts?: number;
  /** Why it came to nothing though it was approved. */
  readonly sentence?: string;
}

/** How often one session may be asked to last longer, the denied times among them: its record is written anew with every change. */
export const MOST_EXTENSIONS = 50;

/** How long a session lasts in all as things stand, in whole seconds. */
export function lastsSeconds({ plan, extensions = [] }: Request): number {
  return extensions.reduce(
    (longest, { lasts = 0 }) => Math.max(longest, lasts),
    plan?.grant.limits.session ?? 0,
  );
}

/** How long it would last with one more extension, in whole seconds; undefined where it cannot be extended, or not any more. */
export function lastsNext(request: Request): number | undefined {
  const { plan } = request;
  const { session: limitSeconds, extended: longestSeconds } = plan?.grant.limits ?? {};
  if (!plan?.staysOpen || plan.reused || limitSeconds === undefined || longestSeconds === undefined)
    return undefined;
  const now = lastsSeconds(request);
  const next = nextLimit(now, { limitSeconds, longestSeconds });
  return next > now ? next : undefined;
}

/** Whether an extension is neither granted nor denied, nor came to nothing. */
export function isUnderWay({ decision, lasts, sentence }: Extension): boolean {
  return decision !== 'denied' && lasts === undefined && sentence === undefined;
}

/** The extension that a worker has to tell the container of. */
export function extensionToGive({ state, extensions = [] }: Request): number | undefined {
  const index = extensions.findIndex((each) => each.decision === 'approved' && isUnderWay(each));
  return state === 'active' && index >= 0 ? index : undefined;
}

/** Whether there is something to extend now, and nobody has asked for that yet. */
export function mayBeExtended(request: Request): boolean {
  const { state, extensions = [] } = request;
  return (
    state === 'active' &&
    lastsNext(request) !== undefined &&
    extensions.length < MOST_EXTENSIONS &&
    !extensions.some(isUnderWay)
  );
}
