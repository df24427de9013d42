import type { Ask } from '../../domain/asking/ask.ts';
import { hidesHolder } from '../../domain/container/debug-container.ts';
import { HOLDER_FOLDER } from '../../domain/container/holder.ts';
import type { Plan } from '../../domain/request/plan.ts';
import { hidesPrograms } from '../../domain/container/program-folders.ts';
import type { FoundPod, PodSearch } from '../../kubernetes/cluster.ts';

/** What is good to know of the pod and no reason to think twice, each one sentence. */
export function notesOf(
  ask: Ask,
  { pod, why }: Extract<PodSearch, { kind: 'found' }>,
  plan: Plan,
): readonly string[] {
  return [...(why === undefined ? [] : [why]), ...volumes(ask, pod, plan)];
}

/** What is mounted, the plan tells; this is what is not, though it was asked for. */
function volumes({ volumes: wanted }: Ask, pod: FoundPod, { target, reused }: Plan): readonly string[] {
  if (!wanted || reused) return [];
  if (!target) return ['No volume is mounted, as there is no container to take them from.'];
  const { volumeMounts: mounts = [], name } = target;
  const all = pod.containers.find((container) => container.name === name)?.volumeMounts ?? [];
  const hiding = all.filter(hidesPrograms).map(({ mountPath }) => mountPath);
  const leftOut = [
    ...(all.some(hidesHolder)
      ? [`The volume at ${HOLDER_FOLDER} is left out, as Keyhole tells the debug container there to end.`]
      : []),
    ...(hiding.length > 0
      ? [`The volumes at ${hiding.join(', ')} are left out, as they would hide the image's own programs.`]
      : []),
  ];
  if (leftOut.length > 0) return leftOut;
  return mounts.length === 0 ? [`${name} has no volume that a debug container may mount.`] : [];
}
