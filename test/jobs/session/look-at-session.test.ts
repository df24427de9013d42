import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Event } from '../../../src/domain/request/request.ts';
import { lookAtSession } from '../../../src/jobs/session/look-at-session.ts';
import type { Reporting } from '../../../src/kubernetes/cluster.ts';
import { APPROVED, approvedFor, ASK, ID, LEASE, OVER, REPORT, RUNNING } from '../../helpers/request.ts';
import { scriptedCluster } from '../../helpers/scripted-cluster.ts';
import { type JobWorld, jobWorld } from '../job-world.ts';

const { command: _none, ...FIRST_LOOK } = ASK;
const OPEN = [...approvedFor(FIRST_LOOK), ...RUNNING.slice(APPROVED.length)];
const RAN: Event = {
  type: 'run-ended',
  run: 0,
  lease: LEASE,
  verdict: { kind: 'exited', code: 0 },
  output: { bytes: 0, cutBytes: 0, redactions: 0 },
};
const terminated = (exitCode: number, reason: string): Reporting => ({
  kind: 'reported',
  report: { ...OVER, state: { kind: 'terminated', reason, exitCode } },
});

let world: JobWorld;

beforeEach(() => {
  world = jobWorld();
});

afterEach(() => world.stop());

const look = async (answer: Reporting) => {
  const cluster = scriptedCluster({ report: async () => answer });
  await lookAtSession({ requests: world.requests, cluster })(ID, new AbortController().signal);
  return { request: await world.requests.load(ID), asked: cluster.report.mock.calls.length };
};

test.each<[string, Reporting, string, string]>([
  ['whose pod is gone', { kind: 'gone', sentence: 'Gone.' }, 'failed', 'is gone or was replaced'],
  ['whose container was killed', terminated(137, 'OOMKilled'), 'failed', '(OOMKilled, exit code 137)'],
  ['whose container ended by itself', terminated(0, 'Completed'), 'completed', 'The debug container ended'],
])('an open session %s ends', async (_which, answer, outcome, sentence) => {
  await world.bring(...OPEN, RAN);
  const { request } = await look(answer);
  expect(request).toMatchObject({ state: 'ended', outcome });
  expect(request?.sentence).toContain(sentence);
});

test.each<[string, Reporting]>([
  ['runs', { kind: 'reported', report: REPORT }],
  ['is not answered for', { kind: 'failed', sentence: 'The cluster is away.' }],
])('an open session whose container %s goes on', async (_which, answer) => {
  await world.bring(...OPEN, RAN);
  expect(await look(answer)).toMatchObject({ request: { state: 'active' }, asked: 1 });
});

test('a session with a command under way is left to who runs it', async () => {
  await world.bring(...OPEN);
  expect(await look({ kind: 'gone', sentence: 'Gone.' })).toMatchObject({
    request: { state: 'active' },
    asked: 0,
  });
});
