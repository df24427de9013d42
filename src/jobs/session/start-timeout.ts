import type { Request } from '../../domain/request/request.ts';

/** The container's own sentence about why it never started comes this long before the deadline's, in milliseconds. */
const BEFORE_DEADLINE_MS = 3_000;

/** How long a request's container may still take to start, in milliseconds. */
export function startTimeoutMs({ dueAt }: Request, now: number): number {
  return Math.max(0, (dueAt ?? now) - now - BEFORE_DEADLINE_MS);
}
