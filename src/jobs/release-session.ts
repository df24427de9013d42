import { releaseCommand } from '../domain/holder.ts';
import type { Request } from '../domain/request.ts';
import { KeyholeError } from '../errors.ts';
import type { Cluster } from '../kubernetes/cluster.ts';
import type { Requests } from '../requests/requests.ts';
import type { Processor } from './workers.ts';

/** How long after its own time limit a holder is taken to be gone, in milliseconds: it counts seconds, on a busy node slowly. */
const HOLDER_SLACK_MS = 60_000;

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
    await requests.change(requestId, { type: 'released' });
  };
}

function endsByItself(request: Request): number {
  const limit = (request.plan?.grant.limits.session ?? 0) * 1000;
  return (request.endedAt ?? request.askedAt) + limit + HOLDER_SLACK_MS;
}
