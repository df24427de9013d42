import type { ContainerReport } from '../../domain/container/container-report.ts';
import { glassIsBroken } from '../../domain/request/break-glass.ts';
import type { Request } from '../../domain/request/request.ts';
import { visible } from '../../domain/request/review-text.ts';
import { duration } from '../../domain/quantities.ts';
import { verdictText } from '../../domain/request/verdict-text.ts';
import { code, escaped, shortened } from '../text.ts';
import { aboutPod } from './about-pod.ts';
import { context, type KnownBlock, type Message, section } from './blocks.ts';
import { containerBlocks } from './container-message.ts';
import { decisionBlocks } from './decisions.ts';
import { glassBlocks } from './glass.ts';
import { linked } from './linked.ts';
import { statusOf } from './status.ts';
import { verdictIcon } from './verdict.ts';

/** How many runs are listed, from the last. */
const MOST_RUNS = 10;
/** The most of each part, in characters: all block text of a message together must stay under 13,200. */
const STATUS_MOST = 1_500;
const FAILURE_MOST = 1_500;
const RUNS_MOST = 2_000;

export interface StatusParts {
  readonly about: 'status' | 'logs';
  /** How the container stands now; absent: as the record tells it. */
  readonly report?: ContainerReport;
  /** Why the cluster did not tell. */
  readonly failure?: string;
  /** Where the thread is. */
  readonly link?: string;
}

/** The answer to `/debug status ID`, and to `/debug logs ID` where there is no container that could have a log. */
export function requestStatus(request: Request, { about, report, failure, link }: StatusParts): Message {
  const status = statusOf(request);
  const container = report ?? request.container;
  const blocks: KnownBlock[] = [
    section(shortened(`${status.icon} ${status.text}`, STATUS_MOST)),
    context(heading(request)),
    ...(about === 'logs' && container === undefined ? [section(noLog(request))] : []),
    ...(glassIsBroken(request) ? glassBlocks(request) : decisionBlocks(request)),
    ...runs(request),
    ...(failure === undefined ? [] : [section(shortened(`:warning: ${escaped(failure)}`, FAILURE_MOST))]),
    ...(container === undefined ? [] : containerBlocks(container)),
    ...(link === undefined ? [] : [context(linked(link, 'Open its thread'))]),
  ];
  return { text: `Request ${request.id}: ${status.plain}`, blocks };
}

function noLog({ state }: Request): string {
  return `There is no log, as it has no container${state === 'ended' ? '' : ' yet'}.`;
}

function heading(request: Request): string {
  const { id, cluster, plan, requester } = request;
  const where = [cluster, ...(plan ? [plan.namespace] : [])].map((name) => code(shortened(name, 80)));
  const pod = code(shortened(visible(aboutPod(request)), 253));
  return `Request ${code(id)} by <@${requester.slackId}> to debug ${pod} in ${where.join(' / ')}`;
}

function runs({ runs: all }: Request): KnownBlock[] {
  const lines = all
    .filter((run) => run.startedAt !== undefined)
    .slice(-MOST_RUNS)
    .map(({ title, verdict, tookMs }) => {
      const how = verdict ? verdictText(verdict) : 'running';
      const took = tookMs === undefined || verdict?.kind === 'timed-out' ? '' : ` · ${duration(tookMs)}`;
      return `${verdictIcon(verdict)} ${code(shortened(title, 80))}  ${how}${took}`;
    });
  return lines.length === 0 ? [] : [section(shortened(lines.join('\n'), RUNS_MOST))];
}
