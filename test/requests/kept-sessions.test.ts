import { expect, test } from '@jest/globals';
import type { Event } from '../../src/domain/request/request.ts';
import { keptSessions } from '../../src/requests/kept-sessions.ts';
import type { OutputSegment } from '../../src/transcript/segment.ts';
import { after, LEASE, RUNNING } from '../helpers/request.ts';

const ended = (bytes: number): Event => ({
  type: 'run-ended',
  run: 0,
  lease: LEASE,
  verdict: { kind: 'exited', code: 0 },
  output: { bytes, cutBytes: 0, redactions: 0 },
});
const session = (id: string, bytes: number) => ({ ...after(...RUNNING, ended(bytes)), id });
const segments: readonly OutputSegment[] = [{ stream: 'out', text: 'x\n' }];

/** A store in which all outputs are there but those named. */
function store(...gone: readonly string[]) {
  const reads: string[] = [];
  const read = (id: string) => {
    reads.push(id);
    return Promise.resolve(gone.includes(id) ? [] : segments);
  };
  return {
    reads,
    requests: { journal: () => Promise.resolve([]) },
    outputs: { read, readEnd: (id: string, _run: number, most: number) => read(`${id} last ${most}`) },
  };
}

test('outputs are read as long as they fit, and what does not fit is not even read', async () => {
  const kept = store();
  const sessions = await keptSessions(kept, [session('a', 60), session('b', 50), session('c', 40)], 100);
  expect(sessions.map(({ outputs }) => outputs.get(0))).toEqual([
    { kind: 'kept', segments },
    { kind: 'left-out', bytes: 50 },
    { kind: 'kept', segments },
  ]);
  expect(kept.reads).toEqual(['a', 'c']);
});

test('an output that is there no more is told from one that was empty', async () => {
  const sessions = await keptSessions(store('a', 'b'), [session('a', 60), session('b', 0)], 100);
  expect(sessions.map(({ outputs }) => outputs.get(0))).toEqual([
    { kind: 'gone' },
    { kind: 'kept', segments: [] },
  ]);
});

test('of a run that goes on the end is read, and of one that never started nothing', async () => {
  const kept = store();
  const [going, waiting] = await keptSessions(kept, [after(...RUNNING), after(...RUNNING.slice(0, 4))], 100);
  expect(kept.reads).toEqual([`${going?.request.id} last 200`]);
  expect(waiting?.outputs.size).toBe(0);
});
