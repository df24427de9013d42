import type { Request } from '../domain/request/request.ts';
import type { KeptSession, RunOutput } from '../transcript/kept-session.ts';
import type { Outputs } from './outputs.ts';
import type { Requests } from './requests.ts';

export interface Kept {
  readonly requests: Pick<Requests, 'journal'>;
  readonly outputs: Pick<Outputs, 'read' | 'readEnd'>;
}

/** How many pieces of the newest output are read of a run that goes on. */
const TAIL_SEGMENTS = 200;

/**
 * Reads all that is kept of some requests, one after the other. Of their outputs at most `mostBytes` together, the first
 * ones first: what does not fit is left out, each output whole or not at all.
 */
export async function keptSessions(
  kept: Kept,
  requests: readonly Request[],
  mostBytes: number,
): Promise<readonly KeptSession[]> {
  const sessions: KeptSession[] = [];
  let left = mostBytes;
  for (const request of requests) {
    const outputs = new Map<number, RunOutput>();
    for (const [index, { startedAt, endedAt, output }] of request.runs.entries()) {
      if (startedAt === undefined) continue;
      const bytes = output?.bytes ?? 0;
      if (bytes > left) {
        outputs.set(index, { kind: 'left-out', bytes });
        continue;
      }
      left -= bytes;
      const segments =
        endedAt === undefined
          ? await kept.outputs.readEnd(request.id, index, TAIL_SEGMENTS)
          : await kept.outputs.read(request.id, index);
      outputs.set(index, segments.length === 0 && bytes > 0 ? { kind: 'gone' } : { kind: 'kept', segments });
    }
    sessions.push({ request, journal: await kept.requests.journal(request.id), outputs });
  }
  return sessions;
}
