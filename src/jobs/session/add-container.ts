import { KeyholeError } from '../../errors.ts';
import type { Addition } from '../../kubernetes/cluster.ts';
import type { Session } from './session.ts';

/**
 * Adds the session's container and writes that down. `unwanted`: it was added, and the session ended or is another
 * worker's meanwhile. Throws `stopping`: the job goes to another worker, and adding twice is adding once.
 */
export async function addContainer(session: Session): Promise<Addition | { readonly kind: 'unwanted' }> {
  const { plan, lease, signal } = session;
  const { namespace, pod, container } = plan;
  const added = await session.cluster.addContainer({ namespace, pod, container, signal });
  // Stopping is no answer of the cluster.
  if (added.kind !== 'added' && signal.aborted) throw new KeyholeError('stopping', 'The worker is stopping.');
  if (added.kind !== 'added') return added;
  return (await session.change({ type: 'container-added', lease })) ? added : { kind: 'unwanted' };
}
