import { askedBy } from '../../domain/request/follow-up.ts';
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

/** Who asks what and where, in one line of mrkdwn: the request, or one of its runs. */
export function aboutRequest(request: Request, index = 0): string {
  const run = request.runs[index];
  const what = run === undefined ? '' : `: ${code(shortened(visible(run.title), 300))}`;
  return `<@${(run ? askedBy(request, run) : request.requester).slackId}> · ${aboutPlace(request)}${what}`;
}

function named(name: string): string {
  return code(shortened(visible(name), 80));
}
