import type { Plan } from '../domain/plan.ts';
import type { Outcome, OutputSummary, Request, Verdict } from '../domain/request.ts';
import { messageOf } from '../errors.ts';
import type { Cluster, ExecOutcome, NeverStarted } from '../kubernetes/cluster.ts';
import type { Logger } from '../logger.ts';
import type { Outputs } from '../requests/outputs.ts';
import { createOutputPipeline } from '../transcript/output-pipeline.ts';
import type { Redactor } from '../transcript/redactor.ts';
import type { OutputSegment } from '../transcript/segment.ts';

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
  readonly verdict: Verdict;
  readonly output: OutputSummary;
  /** Absent when the container never took the command. */
  readonly tookMs?: number;
  /** Set when the session cannot go on after this. */
  readonly over?: { readonly outcome: Outcome; readonly sentence: string };
}

/** Runs one command and streams its output through the redactor into the store. Never runs it twice. */
export async function runOnce(deps: RunOnce, context: RunContext): Promise<EndedRun> {
  const { plan, request, run } = context;
  const { limits } = plan.grant;
  const show = throttled(deps, request.id);
  const pipeline = createOutputPipeline({
    redactor: deps.redactor,
    limitBytes: limits.output,
    onSegments: async (segments: readonly OutputSegment[]) => {
      await deps.outputs.append(request.id, run, segments);
      await show();
    },
  });
  const watch = watched(deps, context);
  const argv = request.runs[run]?.argv ?? [];
  let openedAt: number | undefined;
  let outcome: ExecOutcome | NeverStarted;
  try {
    outcome = await deps.cluster.execWhenRunning({
      namespace: plan.namespace,
      pod: plan.pod.name,
      podUid: plan.pod.uid,
      container: plan.container.name,
      argv,
      signal: watch.signal,
      timeoutMs: limits.command * 1000,
      startTimeoutMs: Math.max(0, (request.dueAt ?? deps.now()) - deps.now()),
      onOpen: (sinceMs) => {
        openedAt = deps.now() - sinceMs;
        return context.active();
      },
      onOutput: (stream, data) => pipeline.write(stream, data),
    });
  } finally {
    watch.stop();
  }
  const tookMs = openedAt === undefined ? undefined : deps.now() - openedAt;
  const output = await pipeline.end();
  return { ...verdictOf(outcome, limits.command), output, ...(tookMs !== undefined && { tookMs }) };
}

function verdictOf(
  outcome: ExecOutcome | NeverStarted,
  limitSeconds: number,
): Omit<EndedRun, 'output' | 'tookMs'> {
  switch (outcome.kind) {
    case 'exited':
      return { verdict: { kind: 'exited', code: outcome.code } };
    case 'could-not-start':
      return { verdict: { kind: 'could-not-start', sentence: outcome.sentence } };
    case 'timed-out':
      return { verdict: { kind: 'timed-out', afterMs: limitSeconds * 1000 } };
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

function unknown(sentence: string): Omit<EndedRun, 'output' | 'tookMs'> {
  return { verdict: { kind: 'unknown', sentence }, over: { outcome: 'interrupted', sentence } };
}

/** A signal that is aborted when the session stops being this worker's to run. */
function watched(
  deps: RunOnce,
  { request, signal, isOurs }: RunContext,
): { signal: AbortSignal; stop: () => void } {
  const gone = new AbortController();
  const timer = setInterval(() => {
    isOurs().then(
      (ours) => {
        if (!ours) gone.abort(new Error('the session is over or was taken over'));
      },
      (error: unknown) =>
        deps.logger.warn({ requestId: request.id, error: messageOf(error) }, 'watching the session'),
    );
  }, deps.watchEveryMs);
  return { signal: AbortSignal.any([signal, gone.signal]), stop: () => clearInterval(timer) };
}

/** At once the first time, then no oftener than `tailEveryMs`; the end of the run shows whatever was left. */
function throttled(deps: RunOnce, requestId: string): () => Promise<void> {
  let last = Number.NEGATIVE_INFINITY;
  return async () => {
    if (deps.now() - last < deps.tailEveryMs) return;
    last = deps.now();
    await deps.showProgress(requestId);
  };
}
