import { createOutputPipeline } from '../../transcript/output-pipeline.ts';
import { withoutCutKey } from '../../transcript/private-key.ts';
import type { Redactor } from '../../transcript/redactor.ts';

/** The end of a container's log as it may be shown: it passes what a run's output passes. `cut`: there was more before it. */
export async function redactedLog(redactor: Redactor, log: Buffer, cut: boolean): Promise<Buffer> {
  const text = cut ? withoutCutKey(log.toString().split('\n')).join('\n') : log;
  const shown: string[] = [];
  const pipeline = createOutputPipeline({
    redactor,
    // As much was read as is wanted; masks may be longer than what they stand for.
    limitBytes: Number.POSITIVE_INFINITY,
    onSegments: async (segments) => void shown.push(...segments.map((segment) => segment.text)),
  });
  await pipeline.write('out', Buffer.from(text));
  await pipeline.end();
  return Buffer.from(shown.join(''));
}
