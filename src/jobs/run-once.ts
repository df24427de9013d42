import type { Plan } from '../domain/plan.ts';
import type { Outcome, OutputSummary, Request, Verdict } from '../domain/request.ts';
import { KeyholeError, messageOf } from '../errors.ts';
import type { Cluster, ExecOutcome, NeverStarted } from '../kubernetes/cluster.ts';
import type { Logger } from '../logger.ts';
import type { Outputs } from '../requests/outputs.ts';
import { createOutputPipeline } from '../transcript/output-pipeline.ts';
import type { Redactor } from '../transcript/redactor.ts';
import type { OutputSegment } from '../transcript/segment.ts';
import { throttled } from './throttled.ts';
import { watchSession } from './watch-session.ts';

/** What a run needs besides the session that it belongs to. */
export interface RunOnce {
  readonly cluster: Cluster;
  readonly outputs: Outputs;
  readonly redactor: Redactor;
  readonly logger: Logger;
  readonly now: () => number;
  /** Asks for the thread to show what has come; called at once for the first output, then at most every `tailEveryMs`. */
  readonly showProgress: (requestId: string) => Promise<void>;
  readonly tailEveryMs: number;
  /** How often a run looks whether its session was ended meanwhile, in milliseconds. */
  readonly watchEveryMs: number;
}

export interface RunContext {
  readonly plan: Plan;
  readonly request: Request;
  readonly run: number;
  readonly signal: AbortSignal;
  /** The command was accepted: the container runs. */
  readonly active: () => Promise<void>;
  /** Whether the session is still open and this worker's. */
  readonly isOurs: () => Promise<boolean>;
}

export interface EndedRun {
  readonly kind: 'ended';
  readonly verdict: Verdict;
  readonly output: OutputSummary;
  /** Absent when the container never took the command. */
  readonly tookMs?: number;
  /** Set when the session cannot go on after this. */
  readonly over?: { readonly outcome: Outcome; readonly sentence: string };
}

/** The worker had to stop, and it is certain that the cluster never got the command. */
export interface WithdrawnRun {
  readonly kind: 'withdrawn';
}

type Ending = Pick<EndedRun, 'verdict' | 'over'>;

/** The container's own sentence about why it never started comes this long before the deadline's, in milliseconds. */
const BEFORE_DEADLINE_MS = 3_000;

const NOTHING: OutputSummary = { bytes: 0, cutBytes: 0, redactions: 0 };

/** Runs one command and streams its output through the redactor into the store. Never runs it twice. */
export async function runOnce(deps: RunOnce, context: RunContext): Promise<EndedRun | WithdrawnRun> {
  const { plan, request, run } = context;
  const { limits } = plan.grant;
  const tail = throttled({
    everyMs: deps.tailEveryMs,
    now: deps.now,
    work: () => deps.showProgress(request.id),
    failed: (error) =>
      deps.logger.warn({ requestId: request.id, error: messageOf(error) }, 'live output not shown'),
  });
  const pipeline = createOutputPipeline({
    redactor: deps.redactor,
    limitBytes: limits.output,
    onSegments: async (segments: readonly OutputSegment[]) => {
      await deps.outputs.append(request.id, run, segments);
      await tail.wanted();
    },
  });
  const watch = watchSession(context.isOurs, deps.watchEveryMs, deps.logger);
  let openedAt: number | undefined;
  try {
    const outcome = await deps.cluster.execWhenRunning({
      namespace: plan.namespace,
      pod: plan.pod.name,
      podUid: plan.pod.uid,
      container: plan.container.name,
      // Of the plan, whose digest was checked; the record's runs only tell how far it is.
      argv: plan.runs[run]?.argv ?? [],
      signal: AbortSignal.any([context.signal, watch.over]),
      mayStart: context.isOurs,
      timeoutMs: limits.command * 1000,
      startTimeoutMs: Math.max(0, (request.dueAt ?? deps.now()) - deps.now() - BEFORE_DEADLINE_MS),
      onOpen: (sinceMs) => {
        openedAt = deps.now() - sinceMs;
        return context.active();
      },
      onOutput: (stream, data) => pipeline.write(stream, data),
    });
    const tookMs = openedAt === undefined ? undefined : deps.now() - openedAt;
    const output = await pipeline.end();
    if (outcome.kind === 'aborted' && !outcome.handedOver && context.signal.aborted)
      return { kind: 'withdrawn' };
    return {
      kind: 'ended',
      ...endingOf(outcome, plan),
      output,
      ...(tookMs !== undefined && { tookMs }),
    };
  } catch (error) {
    // What cannot be redacted or kept is not shown; the command itself may go on, and nothing runs it again.
    const code = error instanceof KeyholeError ? error.code : 'unexpected';
    deps.logger.error({ requestId: request.id, err: error, code }, 'a run could not be followed');
    return {
      kind: 'ended',
      ...unknown(`Keyhole could not keep the command's output (${code}), so its outcome is unknown.`),
      output: NOTHING,
    };
  } finally {
    watch.stop();
    tail.stop();
  }
}

function endingOf(outcome: ExecOutcome | NeverStarted, { grant, staysOpen }: Plan): Ending {
  // A session of one command is over with it; one that stays open can go on after a command that failed.
  const alone = (over: NonNullable<EndedRun['over']>) => (staysOpen ? {} : { over });
  switch (outcome.kind) {
    case 'exited':
      return { verdict: { kind: 'exited', code: outcome.code } };
    case 'could-not-start': {
      const { sentence } = outcome;
      return { verdict: { kind: 'could-not-start', sentence }, ...alone({ outcome: 'failed', sentence }) };
    }
    case 'timed-out': {
      const sentence =
        'The command did not end within its limit; its container ends now, and the command with it.';
      const verdict = { kind: 'timed-out', afterMs: grant.limits.command * 1000 } as const;
      return { verdict, ...alone({ outcome: 'timed-out', sentence }) };
    }
    case 'never-started':
    case 'refused':
      return {
        verdict: { kind: 'could-not-start', sentence: outcome.sentence },
        over: { outcome: 'failed', sentence: outcome.sentence },
      };
    case 'lost':
      return unknown(outcome.sentence);
    case 'aborted':
      return unknown(
        'The worker was stopped while the command ran, so its outcome is unknown. Nothing ran it again.',
      );
  }
}

function unknown(sentence: string): Ending {
  return { verdict: { kind: 'unknown', sentence }, over: { outcome: 'interrupted', sentence } };
}
