import { createOutputPipeline } from '../../transcript/output-pipeline.ts';
import { withoutCutKey } from '../../transcript/private-key.ts';
import type { Redactor } from '../../transcript/redactor.ts';

/** A log is one text: what of it is not text has no place of its own in it. */
const ABOUT_BINARY = '(not all of this log is text; of what is not, only the readable text in it is here)\n';

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
  const { binaryBytes } = await pipeline.end();
  const about = binaryBytes === undefined ? '' : ABOUT_BINARY;
  return Buffer.from(`${about}${shown.join('')}`);
}
