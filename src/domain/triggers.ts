import type { Request } from './request.ts';

/** The work that a request calls for. A trigger carries the id alone; whoever does the work reads the record. */
export type JobName =
  'prepare-request' | 'run-session' | 'release-session' | 'expire-request' | 'update-thread';

export interface Trigger {
  readonly job: JobName;
  readonly requestId: string;
  readonly cluster: string;
  /** The same key again, while the first is waiting or running, is no second job (for a thread: one more follows). */
  readonly key: string;
  /** Milliseconds to wait. */
  readonly delayMs: number;
}

/**
 * Every job that a request needs as it stands. The one place that says so: changes add these, and the sweeper adds
 * them again after a crash in between.
 */
export function triggersFor(request: Request, now: number): readonly Trigger[] {
  const trigger = (job: JobName, key = '', delayMs = 0): Trigger => ({
    job,
    requestId: request.id,
    cluster: request.cluster,
    key: `${job}-${request.id}${key}`,
    delayMs,
  });
  const triggers = [trigger('update-thread')];
  if (request.state === 'asked') triggers.push(trigger('prepare-request'));
  if (needsSession(request)) triggers.push(trigger('run-session'));
  if (request.state === 'ended' && !request.released) triggers.push(trigger('release-session'));
  if (request.dueAt !== undefined) {
    triggers.push(trigger('expire-request', `-${request.dueAt}`, Math.max(0, request.dueAt - now)));
  }
  return triggers;
}

function needsSession(request: Request): boolean {
  if (request.state === 'approved') return request.cardPosted;
  if (request.state === 'starting') return true;
  if (request.state !== 'active') return false;
  return request.runs.some((run) => run.endedAt === undefined) || request.plan?.staysOpen === false;
}
