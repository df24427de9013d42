import { isSeen, nextReviewAt } from './break-glass.ts';
import { reminderAt } from './due.ts';
import { extensionToGive } from './extension.ts';
import { nextRun } from './follow-up.ts';
import { type Request, unfinishedRun } from './request.ts';

/** The work that a request, or a question about one, calls for. */
export type JobName =
  | 'prepare-request'
  | 'run-session'
  | 'look-at-session'
  | 'extend-session'
  | 'release-session'
  | 'expire-request'
  | 'remind-reviewers'
  | 'ask-for-review'
  | 'update-thread'
  | 'update-homes'
  | 'update-home'
  | 'answer-inquiry'
  | 'expire-inquiry'
  | 'tell-inquiry'
  | 'list-pods';

/** It carries an id alone; whoever does the work reads what is stored under it. */
export interface Trigger {
  readonly job: JobName;
  /** Of the request, of the inquiry, or of the person whose Home tab it is. */
  readonly id: string;
  readonly cluster: string;
  /** The same key again, while the first is waiting or running, is no second job (for some: one more follows, jobs/queues.ts). */
  readonly key: string;
  /** Milliseconds to wait. */
  readonly delayMs: number;
}

/** What someone asks of a cluster besides requests, as far as its jobs go. */
interface Asked {
  readonly id: string;
  readonly cluster: string;
}

/** How long a worker may take to answer an inquiry before the person hears that none did, in milliseconds. */
export const INQUIRY_LIMIT_MS = 20_000;

/** How long after the last time a session that waits for commands is looked at, in milliseconds; the sweeper asks for it again. */
const LOOK_AFTER_MS = 15_000;

/** How long a thread gathers what passes quickly before it is shown, in milliseconds: each step would be a call of Slack. */
const THREAD_GATHERS_MS = 400;

/** From the approval to the container's start; what comes then, such as the first output, waits for nothing. */
function gatherMs({ state }: Request): number {
  return state === 'approved' || state === 'starting' ? THREAD_GATHERS_MS : 0;
}

/**
 * Every job that a request needs as it stands. The one place that says so: changes add these, and the sweeper adds
 * them again after a crash in between.
 */
export function triggersFor(request: Request, now: number): readonly Trigger[] {
  const triggers = [trigger('update-thread', request, '', gatherMs(request))];
  if (request.state === 'asked') triggers.push(trigger('prepare-request', request));
  if (needsSession(request)) triggers.push(trigger('run-session', request));
  if (waitsForCommands(request)) triggers.push(trigger('look-at-session', request, '', LOOK_AFTER_MS));
  const extension = extensionToGive(request);
  if (extension !== undefined) triggers.push(trigger('extend-session', request, `-${extension}`));
  if (request.state === 'ended' && !request.released) triggers.push(trigger('release-session', request));
  if (request.dueAt !== undefined) {
    const delayMs = Math.max(0, request.dueAt - now);
    triggers.push(trigger('expire-request', request, `-${request.dueAt}`, delayMs));
  }
  for (const [job, at] of [
    ['remind-reviewers', reminderAt(request)],
    ['ask-for-review', nextReviewAt(request)],
  ] as const) {
    if (at !== undefined) triggers.push(trigger(job, request, `-${at}`, Math.max(0, at - now)));
  }
  return triggers;
}

/** The jobs of a new inquiry: a worker of its cluster answers it, or a timer says that none did. */
export function inquiryTriggers(inquiry: Asked): readonly Trigger[] {
  return [trigger('answer-inquiry', inquiry), trigger('expire-inquiry', inquiry, '', INQUIRY_LIMIT_MS)];
}

/** The job of an inquiry that has its answer. */
export function answeredTrigger(inquiry: Asked): Trigger {
  return trigger('tell-inquiry', inquiry);
}

/** The job of a request that changed, for every Home tab that may show it. The next change makes good what a crash left out. */
export function homesTrigger(request: Asked): Trigger {
  return trigger('update-homes', request);
}

/** How long a Home tab gathers what changes before it is shown, in milliseconds: a request changes several times a second. */
const HOME_GATHERS_MS = 1_000;

/** The job that shows one person's Home tab as things stand. */
export function homeTrigger(slackId: string, delayMs = HOME_GATHERS_MS): Trigger {
  return trigger('update-home', { id: slackId, cluster: '' }, '', delayMs);
}

/** The job that lists pods for whoever is choosing one. */
export function listPodsTrigger(asked: Asked): Trigger {
  return trigger('list-pods', asked);
}

function trigger(job: JobName, { id, cluster }: Asked, key = '', delayMs = 0): Trigger {
  return { job, id, cluster, key: `${job}-${id}${key}`, delayMs };
}

/** Whether a session is open and nothing runs in it, so that nobody would notice its container's end. */
export function waitsForCommands(request: Request): boolean {
  return request.state === 'active' && !needsSession(request);
}

/** Whether there is something for a worker to do in a session. What waits for review is not. */
export function needsSession(request: Request): boolean {
  if (request.state === 'approved') return isSeen(request);
  if (request.state === 'starting') return true;
  if (request.state !== 'active') return false;
  return (
    unfinishedRun(request) !== undefined ||
    nextRun(request) !== undefined ||
    request.plan?.staysOpen === false
  );
}
