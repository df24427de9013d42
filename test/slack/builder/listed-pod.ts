import type { ListedPod } from '../../../src/requests/pod-lists.ts';

/** A pod of a Deployment, ready unless it is said otherwise. */
export function listedPod(name: string, more: Partial<ListedPod> = {}): ListedPod {
  return {
    pod: { name, uid: `uid-${name}`, node: 'node1', owner: 'Deployment api' },
    phase: 'Running',
    ready: true,
    restarts: 0,
    containers: ['app'],
    ...more,
  };
}
