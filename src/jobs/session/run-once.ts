import { goesOn } from '../../domain/request/due.ts';
import { endCommandsCommand } from '../../domain/container/holder.ts';
import type { Plan } from '../../domain/request/plan.ts';
import type { Request } from '../../domain/request/request.ts';
import { KeyholeError } from '../../errors.ts';
import type { Cluster, ExecOutcome, NeverStarted } from '../../kubernetes/cluster.ts';
import { createOutputPipeline } from '../../transcript/output-pipeline.ts';
import { type EndedRun, type Ending, neverRan, NO_OUTPUT, unknownEnding } from './ended-run.ts';
import { liveView } from './live-view.ts';
import type { SessionDeps } from './session-deps.ts';
import type { Session } from './session.ts';
import { startTimeoutMs } from './start-timeout.ts';
import { watchSession } from './watch-session.ts';

export interface RunContext {
  readonly session: Session;
  readonly request: Request;
  readonly run: number;
  /** There is output, and it is kept and shown; or the run is over. */
  readonly printed: () => void;
}

export interface ExecContext extends RunContext {
  readonly argv: readonly string[];
  /** As it sees whoever asked for this run. */
  readonly cluster: Cluster;
}

export type RunOnce =
  | ({ readonly kind: 'ended' } & EndedRun)
  /** The worker had to stop, and it is certain that the cluster never got the command. */
  | { readonly kind: 'withdrawn' };

/** How long ending what a command left running may take, in milliseconds. */
const END_COMMANDS_MS = 10_000;

/** Runs one command by exec and streams its output through the redactor into the store. Never runs it twice. */
export async function runOnce(deps: SessionDeps, context: ExecContext): Promise<RunOnce> {
  const { session, request, run } = context;
  const { plan } = session;
  const { limits } = plan.grant;
  const view = liveView(deps, request.id);
  const pipeline = createOutputPipeline({
    redactor: deps.redactor,
    limitBytes: limits.output,
    onSegments: async (segments) => {
      await deps.outputs.append(request.id, run, segments);
      await view.wanted();
      context.printed();
    },
  });
  const watch = watchSession(() => session.wants(run), deps.watchEveryMs, deps.logger);
  let openedAt: number | undefined;
  try {
    const outcome = await context.cluster.execWhenRunning({
      namespace: plan.namespace,
      pod: plan.pod.name,
      podUid: plan.pod.uid,
      container: plan.container.name,
      argv: context.argv,
      signal: AbortSignal.any([session.signal, watch.over]),
      mayStart: () => session.wants(run),
      timeoutMs: limits.command * 1000,
      startTimeoutMs: startTimeoutMs(request, deps.now()),
      onOpen: async (sinceMs) => {
        openedAt = deps.now() - sinceMs;
        await session.change({ type: 'active', lease: session.lease });
      },
      onOutput: (stream, data) => pipeline.write(stream, data),
    });
    const tookMs = openedAt === undefined ? undefined : deps.now() - openedAt;
    const output = await pipeline.end();
    if (outcome.kind === 'aborted' && !outcome.handedOver && session.signal.aborted)
      return { kind: 'withdrawn' };
    if (openedAt !== undefined) context.printed();
    const stopped = outcome.kind === 'aborted' && (await isStopped(session, run));
    const mayRun = outcome.kind === 'timed-out' || stopped ? await endWhatRuns(deps, session) : undefined;
    return {
      kind: 'ended',
      ...(stopped ? stoppedEnding(mayRun) : endingOf(outcome, plan, mayRun)),
      output,
      ...(tookMs !== undefined && { tookMs }),
    };
  } catch (error) {
    // What cannot be redacted or kept is not shown; the command itself may go on, and nothing runs it again.
    const code = error instanceof KeyholeError ? error.code : 'unexpected';
    deps.logger.error({ requestId: request.id, err: error, code }, 'a run could not be followed');
    return {
      kind: 'ended',
      ...unknownEnding(`Keyhole could not keep the command's output (${code}), so its outcome is unknown.`),
      output: NO_OUTPUT,
    };
  } finally {
    watch.stop();
    view.stop();
  }
}

/**
 * A command outlives its connection (recordings/kubernetes/exec-protocol.json). Where the container goes on, too, it is
 * ended there; in a reused one nothing is, as it is not known which of the commands in it are whose.
 * @returns a sentence when it may still run
 */
async function endWhatRuns(
  { cluster }: SessionDeps,
  { id, plan, signal }: Session,
): Promise<string | undefined> {
  if (plan.reused) return 'It may still run, until the session that the container belongs to ends.';
  if (!plan.staysOpen) return undefined;
  const ended = await cluster.exec({
    namespace: plan.namespace,
    pod: plan.pod.name,
    container: plan.container.name,
    argv: endCommandsCommand(id),
    signal,
    timeoutMs: END_COMMANDS_MS,
    onOutput: () => {},
  });
  return ended.kind === 'exited' && ended.code === 0
    ? undefined
    : 'Keyhole could not end it, so it may still run until the session ends.';
}

/** Whether someone stopped the run and the session goes on: in one that is over or another's, nothing more is to be said of it. */
async function isStopped(session: Session, run: number): Promise<boolean> {
  const request = session.signal.aborted ? undefined : await session.ours();
  return request?.runs[run]?.stoppedBy !== undefined;
}

function stoppedEnding(mayRun: string | undefined): Ending {
  return { verdict: { kind: 'stopped', ...(mayRun !== undefined && { sentence: mayRun }) } };
}

function endingOf(outcome: ExecOutcome | NeverStarted, plan: Plan, mayRun: string | undefined): Ending {
  // A session of one command is over with it; one that stays open can go on after a command that failed.
  const alone = (over: NonNullable<EndedRun['over']>) => (plan.staysOpen ? {} : { over });
  switch (outcome.kind) {
    case 'exited':
      return { verdict: { kind: 'exited', code: outcome.code } };
    case 'could-not-start': {
      const { sentence } = outcome;
      return { verdict: { kind: 'could-not-start', sentence }, ...alone({ outcome: 'failed', sentence }) };
    }
    case 'timed-out': {
      const ends = plan.reused ? goesOn(plan) : '; its container ends now, and the command with it';
      const afterMs = plan.grant.limits.command * 1000;
      return {
        verdict: { kind: 'timed-out', afterMs, ...(mayRun !== undefined && { sentence: mayRun }) },
        ...alone({ outcome: 'timed-out', sentence: `The command did not end within its limit${ends}.` }),
      };
    }
    case 'never-started':
    case 'refused':
      return neverRan(outcome.sentence);
    case 'lost':
      return unknownEnding(outcome.sentence);
    case 'aborted':
      return unknownEnding(
        'The worker was stopped while the command ran, so its outcome is unknown. Nothing ran it again.',
      );
  }
}
