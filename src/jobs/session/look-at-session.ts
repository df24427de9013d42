import { waitsForCommands } from '../../domain/request/triggers.ts';
import type { Event } from '../../domain/request/request.ts';
import type { Cluster, Reporting } from '../../kubernetes/cluster.ts';
import type { Requests } from '../../requests/requests.ts';
import type { Processor } from '../workers.ts';

/**
 * Ends an open session whose container is over or whose pod is gone, so that its thread does not offer what cannot be had.
 * A cluster that does not answer ends nothing.
 */
export function lookAtSession({ requests, cluster }: { requests: Requests; cluster: Cluster }): Processor {
  return async (requestId, signal) => {
    const request = await requests.load(requestId);
    if (!request?.plan || !waitsForCommands(request)) return;
    const { namespace, pod, container } = request.plan;
    const answer = await cluster.report({ namespace, pod, container: container.name, signal });
    const ended = endedBy(answer, pod.name);
    if (ended) await requests.change(requestId, ended);
  };
}

function endedBy(answer: Reporting, pod: string): Event | undefined {
  if (answer.kind === 'gone') {
    const sentence = `The pod ${pod} is gone or was replaced, and the session with it: ask again for the one that takes its place.`;
    return { type: 'ended', outcome: 'failed', sentence };
  }
  if (answer.kind !== 'reported' || answer.report.state.kind !== 'terminated') return undefined;
  const { exitCode, reason } = answer.report.state;
  // The holder ends with 0 at its limit, a moment before or after the session does.
  return exitCode === 0
    ? { type: 'ended', outcome: 'completed', sentence: 'The debug container ended, and the session with it.' }
    : {
        type: 'ended',
        outcome: 'failed',
        sentence: `The debug container ended (${reason}, exit code ${exitCode}), and the session with it: ask again if it is still needed.`,
      };
}
