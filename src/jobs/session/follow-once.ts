import { goesOn } from '../../domain/request/due.ts';
import type { Plan } from '../../domain/request/plan.ts';
import { KeyholeError } from '../../errors.ts';
import type { FollowOutcome } from '../../kubernetes/cluster.ts';
import { type EndedRun, type Ending, neverRan, NO_OUTPUT, unknownEnding } from './ended-run.ts';
import { followedOutput } from './followed-output.ts';
import { liveView } from './live-view.ts';
import type { RunContext } from './run-once.ts';
import type { SessionDeps } from './session-deps.ts';
import { startTimeoutMs } from './start-timeout.ts';
import { watchSession } from './watch-session.ts';

export type FollowOnce =
  | ({ readonly kind: 'ended' } & EndedRun)
  /** The session is over or another worker's: whoever has it says how it ends. */
  | { readonly kind: 'left' };

/**
 * Follows the container's own process from where the last worker stopped: its log through the redactor into the store,
 * and how it ends. Throws `stopping` and `redis-failed` for another worker, or a later try, to go on.
 */
export async function followOnce(deps: SessionDeps, context: RunContext): Promise<FollowOnce> {
  const { session, request, run } = context;
  const { plan } = session;
  const view = liveView(deps, request.id);
  const watch = watchSession(() => session.isOurs(), deps.watchEveryMs, deps.logger);
  let startedAt: number | undefined;
  try {
    const before = await deps.outputs.followed(request.id, run);
    const log = followedOutput(deps, {
      session,
      run,
      ...(before && { before }),
      shown: async () => {
        await view.wanted();
        context.printed();
      },
    });
    const outcome = await session.cluster.followContainer({
      namespace: plan.namespace,
      pod: plan.pod,
      container: plan.container.name,
      signal: AbortSignal.any([session.signal, watch.over]),
      timeoutMs: plan.grant.limits.command * 1000,
      startTimeoutMs: startTimeoutMs(request, deps.now()),
      ...(before && { after: before.position }),
      onStarted: async (sinceMs) => {
        startedAt = deps.now() - sinceMs;
        await session.change({ type: 'active', lease: session.lease });
      },
      onLines: (lines) => log.take(lines),
    });
    if (outcome.kind === 'aborted') return left(session.signal);
    const tookMs = startedAt === undefined ? undefined : deps.now() - startedAt;
    const output = await log.end();
    if (startedAt !== undefined) context.printed();
    return { kind: 'ended', ...endingOf(outcome, plan), output, ...(tookMs !== undefined && { tookMs }) };
  } catch (error) {
    const code = error instanceof KeyholeError ? error.code : 'unexpected';
    if (code === 'taken-over') return { kind: 'left' };
    // The process and its log go on in the pod, so that what a store without an answer left out can be had later.
    if (code === 'stopping' || code === 'redis-failed') throw error;
    deps.logger.error({ requestId: request.id, err: error, code }, 'a run could not be followed');
    const sentence = `Keyhole could not keep the command's output (${code}), so its outcome is unknown${goesOn(plan)}.`;
    return { kind: 'ended', ...unknownEnding(sentence), output: NO_OUTPUT };
  } finally {
    watch.stop();
    view.stop();
  }
}

function left(signal: AbortSignal): FollowOnce {
  if (signal.aborted) throw new KeyholeError('stopping', 'The worker is stopping.');
  return { kind: 'left' };
}

function endingOf(outcome: Exclude<FollowOutcome, { kind: 'aborted' }>, plan: Plan): Ending {
  switch (outcome.kind) {
    case 'exited':
      return { verdict: { kind: 'exited', code: outcome.code } };
    case 'could-not-start':
      return neverRan(outcome.sentence);
    case 'never-started':
      return neverRan(`${outcome.sentence} If the container starts later, its command runs all the same.`);
    case 'timed-out': {
      const sentence = `The command did not end within its limit${goesOn(plan)}.`;
      const afterMs = plan.grant.limits.command * 1000;
      return {
        verdict: {
          kind: 'timed-out',
          afterMs,
          sentence:
            'Keyhole cannot end its process, which may go on until it ends by itself or the pod is replaced.',
        },
        over: { outcome: 'timed-out', sentence },
      };
    }
    case 'lost':
      return unknownEnding(outcome.sentence);
  }
}
