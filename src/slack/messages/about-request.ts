import type { Request } from '../../domain/request/request.ts';
import { visible } from '../../domain/request/review-text.ts';
import { code, shortened } from '../text.ts';
import { aboutPod } from './about-pod.ts';

/** Which pod a request is about, and where that is, as mrkdwn. */
export function aboutPlace(request: Request): string {
  const { cluster, plan } = request;
  const where = [cluster, ...(plan ? [plan.namespace] : [])].map(named).join(' / ');
  return `${named(aboutPod(request))} in ${where}`;
}

/** Who asks what and where, in one line of mrkdwn. */
export function aboutRequest(request: Request): string {
  const [run] = request.runs;
  const what = run === undefined ? '' : `: ${code(shortened(visible(run.title), 300))}`;
  return `<@${request.requester.slackId}> · ${aboutPlace(request)}${what}`;
}

function named(name: string): string {
  return code(shortened(visible(name), 80));
}
