import type { Review } from '../policy/approval.ts';
import type { Ask } from '../asking/ask.ts';
import type { Command } from '../asking/command.ts';
import type { ContainerReport } from '../container/container-report.ts';
import type { ApprovalRequirement } from '../policy/policy.ts';
import type { Extension } from './extension.ts';
import type { FollowUp } from './follow-up.ts';
import type { Person } from './person.ts';
import type { Plan } from './plan.ts';

/** Where a request stands. `ended` never changes; it carries an outcome. */
export type State = 'asked' | 'pending' | 'approved' | 'starting' | 'active' | 'ended';

export type Outcome =
  /** The session did what was asked and ended. */
  | 'completed'
  /** The cluster could not do it. */
  | 'failed'
  /** Policy or a check said no before anything ran. */
  | 'refused'
  | 'denied'
  | 'expired'
  | 'cancelled'
  /** The session's time limit cut a run off. */
  | 'timed-out'
  /** A worker was lost during a run: what the run did is unknown. */
  | 'interrupted'
  /** An admin stopped all of Keyhole. */
  | 'stopped';

/** The place in Slack where someone asked. */
export interface Place {
  readonly team: string;
  readonly channel: string;
}

/** How a run ended. */
export type Verdict =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'could-not-start'; readonly sentence: string }
  /** `sentence`: what may still run of it, where Keyhole could not end it. */
  | { readonly kind: 'timed-out'; readonly afterMs: number; readonly sentence?: string }
  /** Someone ended it. `sentence`: as above. */
  | { readonly kind: 'stopped'; readonly sentence?: string }
  | { readonly kind: 'unknown'; readonly sentence: string };

/** What a run printed, counted after redaction; the text itself is kept apart from the record. */
export interface OutputSummary {
  readonly bytes: number;
  /** Bytes that the limit cut off and nobody keeps. */
  readonly cutBytes: number;
  readonly redactions: number;
  /** Raw bytes of what was not text, of which only the readable text is kept; absent when all was text. */
  readonly binaryBytes?: number;
}

/** One command in a session. */
export interface Run {
  readonly title: string;
  readonly argv: readonly string[];
  /** Present: it was asked for while the session was open, and is no part of the plan. */
  readonly followUp?: FollowUp;
  /** Who wants it to end. */
  readonly stoppedBy?: Person;
  readonly startedAt?: number;
  readonly endedAt?: number;
  /** From the moment that the container took the command to its end, in milliseconds; absent when it never did. */
  readonly tookMs?: number;
  readonly verdict?: Verdict;
  readonly output?: OutputSummary;
}

/** Something to pick instead of what was asked: the same ask, changed in these members. */
export interface Choice {
  /** What stands on its button, such as a pod's name. */
  readonly label: string;
  /** What to know when choosing, such as `not ready`. */
  readonly note?: string;
  readonly change: Partial<Omit<Ask, 'text'>>;
}

/** The review of a broken glass, after its session. */
export interface Acknowledgement {
  readonly by: Person;
  readonly note?: string;
  readonly at: number;
}

/** What someone asked for and all that became of it. Times are milliseconds since the epoch. */
export interface Request {
  readonly id: string;
  /** Counts the changes; the journal has as many entries. */
  readonly version: number;
  readonly state: State;
  readonly outcome?: Outcome;
  /** One plain sentence that tells why it ended, for outcomes that need one. */
  readonly sentence?: string;
  /** What to pick instead: of a refused ask in its private answer, of a pending one on its card. */
  readonly choices?: readonly Choice[];
  readonly requester: Person;
  readonly place: Place;
  readonly ask: Ask;
  readonly cluster: string;
  readonly plan?: Plan;
  readonly digest?: string;
  /** What an approver should know besides, each one sentence. */
  readonly warnings: readonly string[];
  /** What is good to know of the pod and no reason to think twice, such as why it was picked; each one sentence. */
  readonly notes?: readonly string[];
  readonly cardPosted: boolean;
  readonly reviews: readonly Review[];
  /** Those who may decide were reminded that nobody did yet. */
  readonly remindedAt?: number;
  /** Of a broken glass: it was told where the rule says; nothing starts before. */
  readonly announced?: boolean;
  /** Of a broken glass: when its review was last asked for again, and who has reviewed it. */
  readonly reviewAskedAt?: number;
  readonly acknowledged?: Acknowledgement;
  /** Who cancelled the request or ended the session early. */
  readonly endedBy?: Person;
  readonly runs: readonly Run[];
  /** What was asked for to make the session last longer; the last may be under way. */
  readonly extensions?: readonly Extension[];
  /** The worker's attempt that may act on the session; an earlier attempt's changes are refused. */
  readonly lease?: string;
  readonly containerAdded: boolean;
  /** How the cluster last told of the container. */
  readonly container?: ContainerReport;
  /** The holder was told to end, or is known to be gone. */
  readonly released: boolean;
  readonly askedAt: number;
  readonly decidedAt?: number;
  readonly startedAt?: number;
  readonly endedAt?: number;
  /** When the state that it is in runs out; absent once ended. */
  readonly dueAt?: number;
}

/** What can happen to a request. The journal is the list of these. */
export type Event =
  | {
      readonly type: 'asked';
      readonly requester: Person;
      readonly place: Place;
      readonly ask: Ask;
      readonly cluster: string;
    }
  | { readonly type: 'refused'; readonly sentence: string; readonly choices?: readonly Choice[] }
  | {
      readonly type: 'prepared';
      readonly plan: Plan;
      readonly digest: string;
      readonly warnings: readonly string[];
      readonly notes?: readonly string[];
      readonly choices?: readonly Choice[];
    }
  /** The card is in the channel: nothing runs that nobody could see. */
  | { readonly type: 'card-posted' }
  | { readonly type: 'reviewed'; readonly review: Review }
  /** Those who may decide are reminded: the time is nearly over. */
  | { readonly type: 'reminded' }
  /** A broken glass was told where the rule says. */
  | { readonly type: 'announced' }
  /** A broken glass is over and nobody has reviewed it yet: the review is asked for again. */
  | { readonly type: 'review-asked' }
  | { readonly type: 'acknowledged'; readonly by: Person; readonly note?: string }
  | { readonly type: 'cancelled'; readonly by: Person }
  /** The time of the state that it is in ran out. */
  | { readonly type: 'due' }
  | { readonly type: 'starting'; readonly lease: string }
  | { readonly type: 'container-added'; readonly lease: string }
  | { readonly type: 'run-started'; readonly run: number; readonly lease: string }
  /** It is certain that the run never reached the cluster, so it may be started later. */
  | { readonly type: 'run-withdrawn'; readonly run: number; readonly lease: string }
  | { readonly type: 'active'; readonly lease: string }
  /** Another command in the open session. */
  | {
      readonly type: 'run-asked';
      readonly by: Person;
      readonly command: Command;
      readonly origin: string;
      readonly needs: readonly ApprovalRequirement[];
    }
  | { readonly type: 'run-reviewed'; readonly run: number; readonly review: Review }
  | { readonly type: 'run-stopped'; readonly run: number; readonly by: Person }
  /** What may no longer run, right before it would have been handed over. */
  | { readonly type: 'run-refused'; readonly run: number; readonly lease: string; readonly sentence: string }
  /** An open session is to last longer. */
  | {
      readonly type: 'extension-asked';
      readonly by: Person;
      readonly needs: readonly ApprovalRequirement[];
    }
  | { readonly type: 'extension-reviewed'; readonly extension: number; readonly review: Review }
  /** The container was told, so it lasts longer. */
  | { readonly type: 'extended'; readonly extension: number }
  /** It was approved, and the time that was stands all the same. */
  | { readonly type: 'extension-failed'; readonly extension: number; readonly sentence: string }
  | { readonly type: 'container-seen'; readonly report: ContainerReport; readonly lease: string }
  | {
      readonly type: 'run-ended';
      readonly run: number;
      readonly lease: string;
      readonly verdict: Verdict;
      readonly output: OutputSummary;
      readonly tookMs?: number;
      /** Set when the session cannot go on after this: it ends in the same step. */
      readonly over?: { readonly outcome: Outcome; readonly sentence: string };
    }
  | {
      readonly type: 'ended';
      readonly outcome: Outcome;
      readonly sentence?: string;
      readonly by?: Person;
      readonly lease?: string;
    }
  /** `report`: how the container stood when it was over, or last. */
  | { readonly type: 'released'; readonly report?: ContainerReport };

/** An event in the journal: its place in the sequence, from 1, and its time. */
export type JournalEntry = Event & { readonly seq: number; readonly at: number };

/** The run that may have been handed to the cluster and whose end is not known. */
export function unfinishedRun(request: Request): number | undefined {
  const index = request.runs.findIndex((run) => run.startedAt !== undefined && run.endedAt === undefined);
  return index < 0 ? undefined : index;
}
