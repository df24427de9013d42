import { releaseCommand } from '../domain/holder.ts';
import type { Request } from '../domain/request.ts';
import { KeyholeError } from '../errors.ts';
import type { Cluster } from '../kubernetes/cluster.ts';
import type { Requests } from '../requests/requests.ts';
import type { Processor } from './workers.ts';

/** How long after its own time limit a holder is taken to be gone, in milliseconds: it counts seconds, on a busy node slowly. */
const HOLDER_SLACK_MS = 60_000;

/** How long after a session's end its container may still appear, in milliseconds: longer than a call to the cluster takes. */
const LATE_PATCH_MS = 30_000;

/** Tells the holder of an ended session to end. Where that cannot be done it is tried again until the holder's own limit. */
export function releaseSession(deps: { requests: Requests; cluster: Cluster; now: () => number }): Processor {
  return async (requestId) => {
    const { requests, cluster, now } = deps;
    const request = await requests.load(requestId);
    if (request?.state !== 'ended' || request.released || !request.plan) return;
    const { namespace, pod, container } = request.plan;
    const released = await cluster.release({
      namespace,
      pod,
      container: container.name,
      argv: releaseCommand(requestId),
    });
    if (released.kind === 'failed' && now() < endsByItself(request)) {
      throw new KeyholeError('release-failed', released.sentence);
    }
    if (released.kind === 'gone' && mayStillCome(request, now())) {
      throw new KeyholeError('release-too-early', 'The container may still be added: looking for it again.');
    }
    await requests.change(requestId, { type: 'released' });
  };
}

/** A patch that was under way when the session ended may add the container after a release did not find it. */
function mayStillCome(request: Request, now: number): boolean {
  return !request.containerAdded && now < (request.endedAt ?? 0) + LATE_PATCH_MS;
}

function endsByItself(request: Request): number {
  const limit = (request.plan?.grant.limits.session ?? 0) * 1000;
  return (request.endedAt ?? request.askedAt) + limit + HOLDER_SLACK_MS;
}
