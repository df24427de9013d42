import { canonicalJson } from '../request/digest.ts';
import type { DebugContainer } from './debug-container.ts';
import type { Request } from '../request/request.ts';
import { REQUEST_VARIABLE } from '../request/request-id.ts';

/** What makes two debug containers different to whoever works in them, and what people call it. */
const COMPARED: readonly (readonly [string, (container: DebugContainer) => unknown])[] = [
  ['image', ({ image }) => image],
  ['target', ({ targetContainerName }) => targetContainerName],
  ['profile', ({ securityContext = {} }) => securityContext],
  ['environment', ({ env = [] }) => env.filter(({ name }) => name !== REQUEST_VARIABLE)],
  ['volumes', ({ volumeMounts = [] }) => volumeMounts.map((mount) => ({ readOnly: false, ...mount }))],
  ['working directory', ({ workingDir }) => workingDir],
];

/** In what a container differs from the one that would be added, but for its name, its command and whose it is. */
export function differences(wanted: DebugContainer, existing: DebugContainer): readonly string[] {
  const other = COMPARED.filter(
    ([, part]) => canonicalJson([part(wanted)]) !== canonicalJson([part(existing)]),
  ).map(([what]) => what);
  // The API server fills in a pull policy where none was asked for, so only one that was asked for counts.
  const pull =
    wanted.imagePullPolicy === undefined || wanted.imagePullPolicy === existing.imagePullPolicy
      ? []
      : ['pull policy'];
  return [...other, ...pull];
}

export interface ReuseOptions {
  /** A debug container of a pod, as it stands there. */
  readonly existing: { readonly container: DebugContainer; readonly running: boolean };
  /** The request that it is called after; absent: Keyhole knows none. */
  readonly owner: Request | undefined;
  readonly cluster: string;
  readonly podUid: string;
  /** The container that would be added otherwise. */
  readonly wanted: DebugContainer;
}

/**
 * Why a debug container cannot be used for another request instead of a new one; undefined when it can. Its name and
 * its environment prove nothing, as others may add containers, too: the record of the request that added it counts.
 */
export function reuseObstacle(options: ReuseOptions): string | undefined {
  const { existing, owner, cluster, podUid, wanted } = options;
  const { container, running } = existing;
  if (!running) return 'no longer runs';
  const plan = owner?.plan;
  if (!owner || !plan || plan.reused || plan.container.name !== container.name) {
    return 'is not of a session that Keyhole knows';
  }
  if (owner.cluster !== cluster || plan.pod.uid !== podUid)
    return 'is of a session in another pod or cluster';
  if (owner.state !== 'active' || !plan.staysOpen || plan.mode !== 'exec') {
    return 'is not of a session that is open for more commands';
  }
  const differs = new Set([...differences(wanted, plan.container), ...differences(wanted, container)]);
  return differs.size === 0 ? undefined : `has another ${[...differs].join(', ')} than what you asked for`;
}
