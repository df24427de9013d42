import type { LogPosition } from '../../domain/container/log-position.ts';
import type { OutputSummary } from '../../domain/request/request.ts';
import { KeyholeError } from '../../errors.ts';
import type { LogLines } from '../../kubernetes/cluster.ts';
import type { Followed } from '../../requests/outputs.ts';
import { createOutputPipeline } from '../../transcript/output-pipeline.ts';
import type { OutputSegment } from '../../transcript/segment.ts';
import type { SessionDeps } from './session-deps.ts';
import type { Session } from './session.ts';

const NEWLINE = 0x0a;

/** Keeps a container's log, redacted, together with how far it was followed, so that another worker can go on. */
export interface FollowedOutput {
  /** Throws `taken-over` when the session is another worker's by now. */
  take(lines: LogLines): Promise<void>;
  /** Keeps a last line that no newline ended, too. */
  end(): Promise<OutputSummary>;
}

/**
 * What the log says is kept at the ends of lines only, with the position after it and all that the redactor knows there
 * (such as a private key that has begun), in one step: wherever a worker is killed, the next one goes on as if it were
 * the same, without a gap or a repeat, also when the log's beginning is no longer there.
 */
export function followedOutput(
  { outputs, redactor }: SessionDeps,
  options: {
    readonly session: Session;
    readonly run: number;
    readonly before?: Followed;
    /** Called after something was kept. */
    readonly shown: () => Promise<void>;
  },
): FollowedOutput {
  const { session, run, before, shown } = options;
  let waiting: OutputSegment[] = [];
  let position: LogPosition | undefined;
  const pipeline = createOutputPipeline({
    redactor,
    limitBytes: session.plan.grant.limits.output,
    ...(before && { before: before.output }),
    onSegments: async (segments) => void waiting.push(...segments),
  });

  const keep = async (at: LogPosition): Promise<void> => {
    const segments = waiting;
    waiting = [];
    const followed = { lease: session.lease, position: at, output: pipeline.state() };
    if (!(await outputs.appendFollowed(session.id, run, segments, followed)))
      throw new KeyholeError('taken-over', 'Another worker follows this container.');
    if (segments.length > 0) await shown();
  };

  return {
    take: async ({ text, position: at, again }) => {
      if (again) return; // It is kept already, and what followed from it is part of `before`.
      await pipeline.write('out', text);
      position = at;
      if (text.at(-1) === NEWLINE) await keep(at);
    },
    end: async () => {
      const summary = await pipeline.end();
      if (waiting.length > 0 && position) await keep(position);
      return summary;
    },
  };
}
