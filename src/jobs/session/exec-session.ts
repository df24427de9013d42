import { releaseCommand } from '../../domain/container/holder.ts';
import { nextRun } from '../../domain/request/follow-up.ts';
import { type Request, unfinishedRun } from '../../domain/request/request.ts';
import { KeyholeError } from '../../errors.ts';
import { addContainer } from './add-container.ts';
import { NO_OUTPUT, unknownEnding } from './ended-run.ts';
import { runOnce } from './run-once.ts';
import type { SessionDeps } from './session-deps.ts';
import type { StartCheckDeps } from './start-check.ts';
import { whatRuns } from './what-runs.ts';
import type { Session } from './session.ts';
import { type Sighting, sightingOf } from './sighting.ts';

/** How often the release of a container that nobody wants any more is tried, once a second; it ends by itself anyhow. */
const RELEASE_TRIES = 20;

/**
 * A session whose container only waits, with commands run beside it. A run that may have been handed to the cluster
 * under an earlier lease is never handed over again: its outcome is unknown.
 */
export async function execSession(deps: StartCheckDeps, session: Session, request: Request): Promise<void> {
  const lost = unfinishedRun(request);
  if (lost !== undefined) return giveUpLostRun(session, request, lost);
  // An exec finds a container by its name alone. Adding it once more changes nothing, and is refused by a pod that came instead.
  const adds = request.state === 'starting' && !session.plan.reused;
  if (adds && !(await added(deps, session))) return;
  const sighting = sightingOf(deps, session, request);
  try {
    await runAll(deps, session, request, sighting);
  } finally {
    // Nothing of a session goes on after its job.
    await sighting.hurry();
  }
}

/** Runs what may run in the order in which it was asked for, with what is asked for or approved meanwhile. */
async function runAll(
  deps: StartCheckDeps,
  session: Session,
  first: Request,
  sighting: Sighting,
): Promise<void> {
  let request = first;
  for (let run = nextRun(request); run !== undefined; run = nextRun(request)) {
    if (!(await runNext(deps, session, sighting, { request, run }))) return;
    const ours = await session.ours();
    if (!ours) return;
    request = ours;
  }
  if (session.plan.staysOpen) return sighting.done();
  await sighting.hurry();
  await session.change({ type: 'ended', outcome: 'completed', lease: session.lease });
}

async function giveUpLostRun(session: Session, { state }: Request, run: number): Promise<void> {
  const sentence =
    state === 'active'
      ? 'The worker was lost while the command ran, so its outcome is unknown. Nothing ran it again.'
      : 'The worker was lost while it handed the command over, so whether it ran is unknown. Nothing ran it again.';
  const ending = unknownEnding(sentence);
  await session.change({ type: 'run-ended', run, lease: session.lease, ...ending, output: NO_OUTPUT });
}

/** False when the session is over, or no longer this worker's. */
async function added(deps: SessionDeps, session: Session): Promise<boolean> {
  const addition = await addContainer(session);
  if (addition.kind === 'added') return true;
  if (addition.kind === 'unwanted') await releaseUnwanted(deps, session);
  // Without an answer the container may be there: the session ends all the same, and its release looks for it.
  else {
    const { sentence } = addition;
    await session.change({ type: 'ended', outcome: 'failed', sentence, lease: session.lease });
  }
  return false;
}

/** The session ended while its container was being added, perhaps before its release could find it. */
async function releaseUnwanted(deps: SessionDeps, { id, plan, signal }: Session): Promise<void> {
  const { namespace, pod, container } = plan;
  const argv = releaseCommand(id);
  const request = await deps.requests.load(id);
  for (let tries = 0; request?.state === 'ended' && tries < RELEASE_TRIES && !signal.aborted; tries += 1) {
    const released = await deps.cluster.release({ namespace, pod, container: container.name, argv });
    if (released.kind === 'released' || released.kind === 'gone') return;
    await deps.wait(1_000);
  }
}

/** Runs one command; false when the session is over, no longer this worker's, or left to the next worker. */
async function runNext(
  deps: StartCheckDeps,
  session: Session,
  sighting: Sighting,
  { request: before, run }: { readonly request: Request; readonly run: number },
): Promise<boolean> {
  const { lease } = session;
  const runs = await whatRuns(deps, session, before, run);
  if (runs.kind === 'refused') {
    await session.change({ type: 'run-refused', run, lease, sentence: runs.sentence });
    return true;
  }
  // Written down before the cluster hears of it: after a crash in between nothing may run it a second time.
  const request = await session.change({ type: 'run-started', run, lease });
  if (!request) return isOver(session, run);
  const { argv, cluster } = runs;
  const context = { session, request, run, argv, cluster, printed: () => sighting.begin() };
  const result = await runOnce(deps, context);
  if (result.kind === 'withdrawn') {
    await session.change({ type: 'run-withdrawn', run, lease });
    throw new KeyholeError('stopping', 'The worker is stopping.');
  }
  const { kind: _ended, ...ended } = result;
  if (ended.over?.outcome === 'failed') await sighting.failed();
  if (ended.over) await sighting.hurry();
  const told = await session.change({ type: 'run-ended', run, lease, ...ended });
  return told !== undefined && ended.over === undefined;
}

/** Whether a run that could not be started was stopped or denied meanwhile, so that the next one's turn comes. */
async function isOver(session: Session, run: number): Promise<boolean> {
  const request = await session.ours();
  return request?.runs[run]?.endedAt !== undefined;
}
