import type { Ask } from '../../domain/asking/ask.ts';
import type { DebugContainer } from '../../domain/container/debug-container.ts';
import type { Plan } from '../../domain/request/plan.ts';
import { requestIdIn } from '../../domain/request/request-id.ts';
import type { Choice, Request } from '../../domain/request/request.ts';
import { reuseObstacle } from '../../domain/container/reuse.ts';
import type { ExistingDebugContainer, FoundPod } from '../../kubernetes/cluster.ts';
import type { Requests } from '../../requests/requests.ts';

export type ReuseReading =
  | { readonly kind: 'reuse'; readonly container: DebugContainer; readonly warning: string }
  | { readonly kind: 'refused'; readonly sentence: string };

/** The debug container that an ask names by `--reuse`, or why it cannot be used. `plan`: the one with a new container. */
export async function readReuse(
  requests: Requests,
  pod: FoundPod,
  { reuse: name, containerName }: Ask & { readonly reuse: string },
  plan: Plan,
): Promise<ReuseReading> {
  const existing = pod.existingDebugContainers.find(({ container }) => container.name === name);
  if (!existing) {
    return refuse(
      `The pod ${pod.name} has no debug container ${name}: leave --reuse out to have a new one added.`,
    );
  }
  if (containerName !== undefined) {
    return refuse('-c names a new container and --reuse takes one that runs: leave one of them out.');
  }
  if (plan.mode === 'entrypoint') {
    return refuse(
      "A command that is a container's own process needs a container of its own: leave --reuse out.",
    );
  }
  const owner = await ownerOf(requests, existing);
  const obstacle = obstacleOf(existing, owner, plan);
  if (obstacle !== undefined || !owner) {
    return refuse(`${name} ${obstacle}: leave --reuse out to have a new container added.`);
  }
  return {
    kind: 'reuse',
    container: existing.container,
    warning: `The container ${name} is that of ${owner.requester.name}'s session: what runs in it ends with that session, and when a command of that session runs out of time.`,
  };
}

/** The first debug container in the pod that could be used instead of a new one, as a choice. */
export async function offeredReuse(
  requests: Requests,
  pod: FoundPod,
  ask: Ask,
  plan: Plan,
): Promise<Choice | undefined> {
  // Who names a container wants a new one.
  if (plan.mode === 'entrypoint' || ask.containerName !== undefined) return undefined;
  for (const existing of pod.existingDebugContainers) {
    const { name } = existing.container;
    const owner = existing.running ? await ownerOf(requests, existing) : undefined;
    if (owner && obstacleOf(existing, owner, plan) === undefined) {
      return { label: `Use ${name}, which still runs`, change: { reuse: name } };
    }
  }
  return undefined;
}

/** The request that a container is called after. Only the record tells whether it is. */
async function ownerOf(
  requests: Requests,
  { container }: ExistingDebugContainer,
): Promise<Request | undefined> {
  const id = container.name.startsWith('keyhole-') ? requestIdIn(container.name) : undefined;
  return id === undefined ? undefined : requests.load(id);
}

function obstacleOf(
  existing: ExistingDebugContainer,
  owner: Request | undefined,
  plan: Plan,
): string | undefined {
  const { cluster, pod, container: wanted } = plan;
  return reuseObstacle({ existing, owner, cluster, podUid: pod.uid, wanted });
}

function refuse(sentence: string): ReuseReading {
  return { kind: 'refused', sentence };
}
