import type { Request } from '../../domain/request/request.ts';
import { addContainer } from './add-container.ts';
import { type Ending, neverRan, NO_OUTPUT, unknownEnding } from './ended-run.ts';
import { followOnce } from './follow-once.ts';
import type { SessionDeps } from './session-deps.ts';
import type { Session } from './session.ts';
import { type Sighting, sightingOf } from './sighting.ts';

/** Such a session has one run. */
const RUN = 0;

/**
 * A session whose command is the container's own process. The cluster runs it once, however often it is told to: so a
 * worker that takes over a started one goes on where the log was left.
 */
export async function entrypointSession(deps: SessionDeps, session: Session, taken: Request): Promise<void> {
  const { lease } = session;
  const request = await started(session, taken);
  if (!request) return;
  // Whoever wrote down that it starts it, and was lost, may have added it before the cluster refuses to.
  const mayRun = taken.runs[RUN]?.startedAt !== undefined;
  if (!request.containerAdded && !(await added(session, mayRun))) return;
  const sighting = sightingOf(deps, session, request);
  try {
    if (request.runs[RUN]?.endedAt === undefined && !(await followRun(deps, session, request, sighting)))
      return;
    await sighting.hurry();
    await session.change({ type: 'ended', outcome: 'completed', lease });
  } finally {
    // Nothing of a session goes on after its job.
    await sighting.hurry();
  }
}

/** False when the session is over, or no longer this worker's. */
async function followRun(
  deps: SessionDeps,
  session: Session,
  request: Request,
  sighting: Sighting,
): Promise<boolean> {
  const result = await followOnce(deps, { session, request, run: RUN, printed: () => sighting.begin() });
  if (result.kind === 'left') return false;
  const { kind: _ended, ...ended } = result;
  if (ended.over?.outcome === 'failed') await sighting.failed();
  if (ended.over) await sighting.hurry();
  const told = await session.change({ type: 'run-ended', run: RUN, lease: session.lease, ...ended });
  return told !== undefined && ended.over === undefined;
}

/** The worker that may have started the process is gone, and it may not be started now: whether it runs is unknown. */
export async function giveUpStart(session: Session, why: string): Promise<void> {
  await endRun(session, unknownEnding(`${why} Whether its command ran is unknown.`));
}

/** Written down before the container is added, as adding it is what runs the command. */
async function started(session: Session, request: Request): Promise<Request | undefined> {
  return request.runs[RUN]?.startedAt === undefined
    ? session.change({ type: 'run-started', run: RUN, lease: session.lease })
    : request;
}

/** False when the session is over, or no longer this worker's. */
async function added(session: Session, mayRun: boolean): Promise<boolean> {
  const addition = await addContainer(session);
  if (addition.kind === 'added') return true;
  if (addition.kind === 'unwanted') return false;
  await endRun(
    session,
    addition.kind === 'refused' && !mayRun
      ? neverRan(addition.sentence)
      : unknownEnding(`${addition.sentence} Whether the command ran is unknown.`),
  );
  return false;
}

async function endRun(session: Session, ending: Ending): Promise<void> {
  await session.change({
    type: 'run-ended',
    run: RUN,
    lease: session.lease,
    ...ending,
    output: NO_OUTPUT,
  });
}
