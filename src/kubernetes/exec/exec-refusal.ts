import type { ExecOutcome } from '../cluster.ts';
import { readRefusal } from '../failures/api-failure.ts';
import { saysNotRunning } from './exec-status.ts';
import type { Asked } from '../failures/asked.ts';
import { refusalSentence } from '../failures/failures.ts';

/** The API server could not connect to the kubelet (k8s.io/apiserver/pkg/util/proxy). */
const NODE_NOT_REACHED = /error dialing backend: dial tcp \S+ (connect: |lookup |i\/o timeout)/;

export interface HttpRefusal {
  readonly status: number;
  readonly body: string;
  readonly retryAfter?: string | undefined;
}

/**
 * What an HTTP answer instead of the upgrade means. Everything below 500 and a container that does not run are certain
 * refusals. Of the other server errors only those are certain that Kubernetes itself says came before the node was
 * reached; a gateway's 502 or 504 may hide a command that ran.
 */
export function refusalOf({ status, body, retryAfter }: HttpRefusal, asked: Asked): ExecOutcome {
  const refused = readRefusal(status, body, retryAfter);
  if (status >= 500 && saysNotRunning(refused.message)) {
    return {
      kind: 'refused',
      status,
      sentence: `The container ${asked.container ?? ''} is not running: if it is not just starting, ask again for a new one.`,
      retryable: true,
    };
  }
  const sentence = refusalSentence(refused, asked);
  if (status < 500 && status !== 408) {
    const retryable = mayPass(status, refused.message);
    const { retryAfterMs } = refused;
    return {
      kind: 'refused',
      status,
      sentence,
      retryable,
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    };
  }
  if (refused.isStatus && NODE_NOT_REACHED.test(refused.message)) {
    return { kind: 'refused', status, sentence, retryable: true };
  }
  return {
    kind: 'lost',
    sentence: `Something before the cluster ${asked.cluster} answered ${status} instead of passing the command on, so whether it ran is unknown: check before you run it again.`,
  };
}

/** 400 also comes before the API server knows the new container; 429 is asked to come back. */
function mayPass(status: number, message: string): boolean {
  return (
    status === 429 || (status === 400 && /is not valid for pod|does not have a host assigned/.test(message))
  );
}
