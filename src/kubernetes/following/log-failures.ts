import type { ApiFailure } from '../failures/api-failure.ts';
import type { Asked } from '../failures/asked.ts';
import { failureSentence } from '../failures/failures.ts';
import { quoteAtEnd } from '../failures/quote.ts';

/** `container "x" in pod "y" is waiting to start: image can't be pulled` (recordings/kubernetes/image-and-start-failures.json). */
const WAITING = /is waiting to start: (.*)$/s;
/** `container x is not valid for pod y` (recordings/kubernetes/exec-protocol.json): only what was added is ever asked for. */
const NO_SUCH_CONTAINER = /^container \S+ is not valid for pod/;
/** The API server's word for a kubelet that it cannot connect to (k8s.io/apiserver/pkg/util/proxy). */
const NODE_NOT_REACHED = /dial tcp \S+ (connect: |lookup |i\/o timeout)|no route to host/;

/** One plain sentence on why a container's log could not be read. */
export function logFailureSentence(failure: ApiFailure, asked: Asked): string {
  if (failure.kind === 'answered') {
    if (failure.status === 400 && NO_SUCH_CONTAINER.test(failure.message)) {
      return `The pod ${asked.pod ?? ''} has no container ${asked.container ?? 'of that name'} any more: another pod took its name, and the log went with the old one.`;
    }
    const waiting = WAITING.exec(failure.message);
    if (failure.status === 400 && waiting) {
      return `The container has no log yet, it is waiting to start (${quoteAtEnd(waiting[1] ?? '')}): try again when it runs.`;
    }
    if (failure.status >= 500 && NODE_NOT_REACHED.test(failure.message)) {
      return `The node of the pod ${asked.pod ?? ''} does not answer, and the log is there: check that the node is up, then try again.`;
    }
  }
  return failureSentence(failure, asked);
}

/** The sentence for a pod that no node has taken yet, which the API server answers with 204 (recordings/kubernetes/pods-in-other-phases.json). */
export function noLogYet(pod: string): string {
  return `The pod ${pod} is not scheduled to a node yet, so its container has no log: wait until it runs.`;
}
