import { extendCommand } from '../../domain/container/holder.ts';
import { whyNotExtended } from '../../domain/policy/extension-allowed.ts';
import { extensionToGive, lastsNext } from '../../domain/request/extension.ts';
import type { Plan } from '../../domain/request/plan.ts';
import type { Request } from '../../domain/request/request.ts';
import { peopleToday } from '../../requests/people-today.ts';
import type { Processor } from '../workers.ts';
import { Session } from './session.ts';
import { endedInstead, type StartCheckDeps } from './start-check.ts';

/** How often the container is told, once a second, before the old time is left to stand. */
const TRIES = 5;
const BETWEEN_TRIES_MS = 1_000;
const TELL_MS = 5_000;

/**
 * Tells the container of an open session that it may wait for longer, then writes down that it does: the new time counts only
 * once the container knows of it, so that none is promised that it would not keep. It may be done twice. Judged anew right
 * before, as if the session were to start now.
 */
export function extendSession(deps: StartCheckDeps): Processor {
  return async (id, signal) => {
    const request = await deps.requests.load(id);
    const index = request && extensionToGive(request);
    const lasts = request && lastsNext(request);
    if (!request?.plan || index === undefined || lasts === undefined) return;
    const session = new Session(deps, { id, plan: request.plan, lease: request.lease ?? '', signal });
    const sentence =
      (await whyNot(deps, session, request, index)) ?? (await whyNotTold(deps, session, lasts));
    // Stopping says nothing of the container: another worker tells it.
    if (signal.aborted) return;
    await session.change(
      sentence === undefined
        ? { type: 'extended', extension: index }
        : { type: 'extension-failed', extension: index, sentence },
    );
  };
}

async function whyNot(
  deps: StartCheckDeps,
  session: Session,
  request: Request,
  index: number,
): Promise<string | undefined> {
  const extension = request.extensions?.[index];
  if (!extension) return undefined;
  const instead = await endedInstead(deps, session, request);
  if (instead) return instead.sentence ?? '';
  const told = await deps.userGroups.read();
  const policy = deps.policy();
  return whyNotExtended(policy, request, extension, peopleToday(told, policy, deps.now()));
}

/** By Keyhole's own account, as the container's end is. */
async function whyNotTold(
  { cluster, wait }: StartCheckDeps,
  { id, plan, signal }: Session,
  lasts: number,
): Promise<string | undefined> {
  let why = '';
  for (let tries = 0; tries < TRIES && !signal.aborted; tries += 1) {
    if (tries > 0) await wait(BETWEEN_TRIES_MS);
    const told = await cluster.exec({ ...execOf(plan), argv: extendCommand(id, lasts), signal });
    if (told.kind === 'exited' && told.code === 0) return undefined;
    why = 'sentence' in told ? ` ${told.sentence}` : '';
  }
  return `The debug container could not be told, so it ends when it was to end before.${why}`;
}

function execOf({ namespace, pod, container }: Plan) {
  return {
    namespace,
    pod: pod.name,
    container: container.name,
    timeoutMs: TELL_MS,
    onOutput: () => undefined,
  };
}
