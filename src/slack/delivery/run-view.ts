import type { Policy } from '../../domain/policy/policy.ts';
import { callsReviewers } from '../../domain/request/follow-up.ts';
import { samePerson } from '../../domain/request/person.ts';
import type { Request, Run } from '../../domain/request/request.ts';
import type { Outputs } from '../../requests/outputs.ts';
import { asFile } from '../../transcript/output-text.ts';
import type { OutputSegment } from '../../transcript/segment.ts';
import { calledToReview, followUpMessage } from '../messages/follow-up-message.ts';
import { leavesOut } from '../messages/output-blocks.ts';
import { belowRun } from '../messages/run-buttons.ts';
import { notAttached, type RunContext, runMessage } from '../messages/run-message.ts';
import { shortened } from '../text.ts';
import type { RequestMessages } from './request-messages.ts';
import type { SlackCalls, Thread } from './slack-calls.ts';

export interface RunViewDeps {
  readonly outputs: Outputs;
  readonly slack: Pick<SlackCalls, 'upload'>;
  readonly policy: () => Policy;
  /** Whether one more live update fits into what Slack allows a minute. */
  readonly mayShowTail: () => Promise<boolean>;
}

/** What runs printed goes into this thread. */
export interface RunPlace {
  readonly request: Request;
  readonly messages: RequestMessages;
  readonly thread: Thread;
}

/** An output that belongs beside its message as a file. */
export interface WholeOutput {
  readonly index: number;
  readonly run: Run;
  readonly output: readonly OutputSegment[];
}

/** How many pieces of the newest output a live update looks at; it shows 25 lines at the most. */
const TAIL_SEGMENTS = 100;

/** Shows every run that began, and those that were asked for in the thread and wait; gives the outputs that belong beside their message as a file. */
export async function showRuns(deps: RunViewDeps, place: RunPlace): Promise<readonly WholeOutput[]> {
  const { request, messages, thread } = place;
  const whole: WholeOutput[] = [];
  for (const [index, run] of request.runs.entries()) {
    if (run.startedAt === undefined && !run.verdict) {
      await showFollowUp(deps, place, index);
      continue;
    }
    const output = run.verdict
      ? await deps.outputs.read(request.id, index)
      : await deps.outputs.readEnd(request.id, index, TAIL_SEGMENTS);
    if (!run.verdict && !(await tailFits(deps, place, index, output))) continue;
    if (isKeptNoMore(run, output) && messages.get(`run-${index}`)) continue;
    await messages.put(`run-${index}`, thread, runMessage(run, output, contextOf(request, index)));
    if (run.verdict && leavesOut(output)) whole.push({ index, run, output });
  }
  return whole;
}

async function showFollowUp(
  { policy }: RunViewDeps,
  { request, messages, thread }: RunPlace,
  index: number,
): Promise<void> {
  const followUp = request.runs[index]?.followUp;
  const called =
    followUp && callsReviewers(request, index) ? calledToReview(policy(), request, followUp) : undefined;
  const message = followUpMessage(request, index, called);
  if (message) await messages.put(`run-${index}`, thread, message);
}

function contextOf(request: Request, index: number): RunContext {
  const by = request.runs[index]?.followUp?.by;
  return {
    ...(by && !samePerson(by, request.requester) && { by }),
    below: belowRun(request, index),
  };
}

/** What a run printed may be kept no more while its request is, whose review is still asked for: its message stays as it was. */
function isKeptNoMore({ verdict, output: printed }: Run, output: readonly OutputSegment[]): boolean {
  return verdict !== undefined && output.length === 0 && (printed?.bytes ?? 0) > 0;
}

/** Puts a whole output into the thread as a file, once; a note stands for what Slack does not take. */
export async function attachOutput(
  deps: RunViewDeps,
  { request, messages, thread }: RunPlace,
  { index, run, output }: WholeOutput,
): Promise<void> {
  const name = `file-${index}`;
  if (messages.get(name) || messages.get(`note-${index}`)) return;
  const file = {
    name: `${request.id}-${index + 1}.txt`,
    title: shortened(run.title, 150),
    content: asFile(output),
  };
  const uploaded = await messages.send(name, thread, () => deps.slack.upload(thread, file), file.name);
  if (uploaded.kind === 'refused') {
    await messages.put(`note-${index}`, thread, notAttached(uploaded.error));
    return;
  }
  await messages.note(name, { ts: '', digest: '' });
}

/** A live update that does not fit into what Slack allows is left out: the next one or the end shows it. */
async function tailFits(
  deps: RunViewDeps,
  { request, messages }: RunPlace,
  index: number,
  output: readonly OutputSegment[],
): Promise<boolean> {
  // Nothing to show but that it runs, to whoever asked for it in the thread, or for what comes after it to stand below it.
  if (output.length === 0)
    return request.runs[index]?.followUp !== undefined || index < request.runs.length - 1;
  return messages.get(`run-${index}`) === undefined || deps.mayShowTail();
}
