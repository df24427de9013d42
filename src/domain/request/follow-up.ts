import type { Review } from '../policy/approval.ts';
import type { ApprovalRequirement } from '../policy/policy.ts';
import type { Person } from './person.ts';
import type { Request, Run } from './request.ts';

/** How a run came to be that someone asked for in the thread of an open session. */
export interface FollowUp {
  readonly by: Person;
  /** As typed; what runs is told from it. */
  readonly text: string;
  /** What it was asked by, such as a message and its line: the same again is no second run. */
  readonly origin: string;
  readonly askedAt: number;
  /** Whose approval it takes; none: it may run at once. */
  readonly needs: readonly ApprovalRequirement[];
  readonly reviews: readonly Review[];
  /** Absent: it waits for review. */
  readonly decision?: 'approved' | 'denied';
}

/** What someone asked for in an open session, as far as others decide on it. */
export type Reviewable = Pick<FollowUp, 'by' | 'needs' | 'reviews'>;

/** The run to hand over next: the first that neither began nor is over, and waits for nobody. Those that wait hold up none. */
export function nextRun({ runs }: Request): number | undefined {
  const index = runs.findIndex(
    (run) =>
      run.startedAt === undefined &&
      run.endedAt === undefined &&
      (run.followUp === undefined || run.followUp.decision === 'approved'),
  );
  return index < 0 ? undefined : index;
}

/** Whether a run waits for someone to approve it. */
export function waitsForReview({ followUp, endedAt }: Run): boolean {
  return followUp !== undefined && followUp.decision === undefined && endedAt === undefined;
}

/** How long one call on reviewers stands for the commands that follow it, in milliseconds: several lines are asked for at once. */
const ONE_CALL_MS = 10_000;

/** Whether reviewers are called on for a run: not where they just were for another one, so that fifty lines are no fifty calls. */
export function callsReviewers({ runs }: Request, index: number): boolean {
  let lastCall = -Infinity;
  for (const { followUp } of runs.slice(0, index)) {
    const needsReview = followUp !== undefined && followUp.needs.length > 0;
    if (needsReview && followUp.askedAt - lastCall >= ONE_CALL_MS) lastCall = followUp.askedAt;
  }
  return (runs[index]?.followUp?.askedAt ?? 0) - lastCall >= ONE_CALL_MS;
}

/** Whoever wanted a run: of what the request itself asked for, its requester. */
export function askedBy({ requester }: Request, { followUp }: Run): Person {
  return followUp?.by ?? requester;
}
