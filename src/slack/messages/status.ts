import { approvalProgress } from '../../domain/policy/approval.ts';
import { glassIsBroken } from '../../domain/request/break-glass.ts';
import type { Request } from '../../domain/request/request.ts';
import { verdictText } from '../../domain/request/verdict-text.ts';
import { code, escaped, moment, shortened } from '../text.ts';

export interface Status {
  readonly icon: string;
  /** mrkdwn, for the card. */
  readonly text: string;
  /** Without markup, for notifications. */
  readonly plain: string;
}

/** Where a request stands, in one line. */
export function statusOf(request: Request): Status {
  const due = request.dueAt === undefined ? '' : moment(request.dueAt);
  switch (request.state) {
    case 'asked':
      return { icon: ':mag:', text: 'Looking into it', plain: 'looking into it' };
    case 'pending':
      return {
        icon: ':hourglass_flowing_sand:',
        text: `*Waiting for approval*${approvalsSoFar(request)}, until ${due}`,
        plain: 'waiting for approval',
      };
    case 'approved':
      return {
        icon: ':white_check_mark:',
        text: `*${glassIsBroken(request) ? 'Break-glass' : 'Approved'}*, waiting for a worker until ${due}`,
        plain: glassIsBroken(request) ? 'break-glass' : 'approved',
      };
    case 'starting':
      return { icon: ':rocket:', text: `*Starting*: ${startingStep(request)}`, plain: 'starting' };
    case 'active':
      return active(request, due);
    case 'ended':
      return ended(request);
  }
}

/** One glance at a request that takes several approvals tells how many it has. */
function approvalsSoFar({ plan, reviews }: Request): string {
  const progress = approvalProgress(plan?.grant.approvals ?? [], reviews);
  const wanted = progress.reduce((sum, { requirement }) => sum + requirement.count, 0);
  const given = progress.reduce((sum, each) => sum + each.given, 0);
  return wanted > 1 ? `, ${given} of ${wanted} given` : '';
}

function startingStep({ plan, containerAdded }: Request): string {
  if (plan?.reused) return 'in the container that runs already';
  return containerAdded ? 'the container was added, waiting for it to run' : 'adding the container';
}

/** How long it goes on already, Slack's clients tell anew as time goes by: `{ago}`. */
function active({ runs, plan, startedAt }: Request, due: string): Status {
  const icon = ':large_green_circle:';
  const run = runs.find((each) => each.startedAt !== undefined && each.endedAt === undefined);
  if (run) {
    const until = due === '' ? '' : `, until ${due}`;
    const since = run.startedAt === undefined ? '' : `, began ${moment(run.startedAt, '{ago}')}`;
    return { icon, text: `*Running* ${code(shortened(run.title, 80))}${since}${until}`, plain: 'running' };
  }
  const more = plan?.staysOpen ? ` For another command write ${code('$ COMMAND')} in the thread.` : '';
  const began = startedAt === undefined ? '' : `, began ${moment(startedAt, '{ago}')}`;
  return { icon, text: `*Session open*${began}, until ${due}.${more}`, plain: 'session open' };
}

function ended(request: Request): Status {
  const at = request.endedAt === undefined ? '' : ` ${moment(request.endedAt)}`;
  const decider = request.outcome === 'denied' ? request.reviews.at(-1)?.reviewer : request.endedBy;
  const by = decider ? ` by <@${decider.slackId}>` : '';
  const why = request.sentence === undefined ? '' : `\n${escaped(shortened(request.sentence, 1200))}`;
  const status = (icon: string, label: string): Status => ({
    icon,
    text: `*${label}*${by}${at}${why}`,
    plain: label.toLowerCase(),
  });
  if (request.outcome === 'completed' && request.endedBy) return status(':octagonal_sign:', 'Ended early');
  switch (request.outcome) {
    case 'completed':
      return status(ranWell(request) ? ':white_check_mark:' : ':x:', `Completed${verdictOfOneRun(request)}`);
    case 'failed':
      return status(':x:', 'Failed');
    case 'refused':
      return status(':no_entry:', 'Refused');
    case 'denied':
      return status(':no_entry:', 'Denied');
    case 'expired':
      return status(':stopwatch:', 'Expired');
    case 'cancelled':
      return status(':x:', 'Cancelled');
    case 'timed-out':
      return status(':stopwatch:', 'Timed out');
    case 'interrupted':
      return status(':warning:', 'Interrupted: the outcome is unknown');
    case 'stopped':
      return status(':octagonal_sign:', 'Stopped');
    case undefined:
    default:
      return status(':question:', 'Ended');
  }
}

/** Whether all that was approved with it ended with exit code 0; what was asked for in the thread has messages of its own. */
function ranWell(request: Request): boolean {
  return request.runs.every(
    ({ verdict, followUp }) => followUp || (verdict?.kind === 'exited' && verdict.code === 0),
  );
}

/** For a session of one command, how it ended. */
function verdictOfOneRun(request: Request): string {
  const { plan, runs } = request;
  const verdict = runs[0]?.verdict;
  return !verdict || !plan || plan.staysOpen ? '' : `, ${verdictText(verdict)}`;
}
