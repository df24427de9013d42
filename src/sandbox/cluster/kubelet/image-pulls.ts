import type { Kubelet } from './kubelet.ts';
import type { ContainerSpec, Pod } from '../api/objects.ts';
import type { PodEvents } from './pod-events.ts';
import { waitingStatus } from './pods-status.ts';

export interface FailedPull {
  kubelet: Kubelet;
  events: PodEvents;
  pod: Pod;
  spec: ContainerSpec;
  ephemeral: boolean;
  message: string;
}

/** The longest wait between two tries, in milliseconds. */
const longestWaitMs = 300_000;

/** ErrImagePull, then ImagePullBackOff, then another try, each wait twice as long. */
export function tellPullFailures(failed: FailedPull, backOff = failed.kubelet.delays.backOffMs): void {
  const { kubelet, events, pod, spec, ephemeral, message } = failed;
  events.pullFailed(pod, spec, message);
  kubelet.later(kubelet.delays.startMs + kubelet.delays.imagePullMs / 2, () => {
    kubelet.tell(pod, waitingStatus(spec, 'ErrImagePull', message), ephemeral);
    kubelet.later(backOff / 10, () => {
      const text = `Back-off pulling image "${spec.image}"`;
      events.pullBackOff(pod, spec, text);
      kubelet.tell(
        pod,
        waitingStatus(spec, 'ImagePullBackOff', `${text}: ErrImagePull: ${message}`),
        ephemeral,
      );
      kubelet.later(backOff, () => {
        if (kubelet.current(pod) !== undefined)
          tellPullFailures(failed, Math.min(backOff * 2, longestWaitMs));
      });
    });
  });
}
