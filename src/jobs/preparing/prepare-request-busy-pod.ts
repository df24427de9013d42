import type { Event } from '../../domain/request/request.ts';

/** What to tell someone on whose pod as many requests are open as may be, with a container to use instead if there is one. */
export function busyPod(
  { plan: { pod }, choices }: Extract<Event, { type: 'prepared' }>,
  openPerPod: number,
): Event {
  const open = openPerPod === 1 ? 'One request is' : `${openPerPod} requests are`;
  const instead = choices === undefined ? '' : ', or use a debug container that runs there already (--reuse)';
  return {
    type: 'refused',
    sentence: `${open} open on the pod ${pod.name} already, as many as the policy lets be: wait until one ends and ask again${instead}.`,
    ...(choices && { choices }),
  };
}
