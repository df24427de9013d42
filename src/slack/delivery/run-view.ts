import type { Request, Run } from '../../domain/request/request.ts';
import type { Outputs } from '../../requests/outputs.ts';
import { asFile } from '../../transcript/output-text.ts';
import type { OutputSegment } from '../../transcript/segment.ts';
import { leavesOut } from '../messages/output-blocks.ts';
import { notAttached, runMessage } from '../messages/run-message.ts';
import { shortened } from '../text.ts';
import type { RequestMessages } from './request-messages.ts';
import type { SlackCalls, Thread } from './slack-calls.ts';

export interface RunViewDeps {
  readonly outputs: Outputs;
  readonly slack: Pick<SlackCalls, 'upload'>;
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

/** Shows every run that began; gives the outputs that belong beside their message as a file. */
export async function showRuns(deps: RunViewDeps, place: RunPlace): Promise<readonly WholeOutput[]> {
  const { request, messages, thread } = place;
  const whole: WholeOutput[] = [];
  for (const [index, run] of request.runs.entries()) {
    if (run.startedAt === undefined) continue;
    const output = run.verdict
      ? await deps.outputs.read(request.id, index)
      : await deps.outputs.readEnd(request.id, index, TAIL_SEGMENTS);
    if (!run.verdict && !(await tailFits(deps, messages, index, output))) continue;
    await messages.put(`run-${index}`, thread, runMessage(run, output));
    if (run.verdict && leavesOut(output)) whole.push({ index, run, output });
  }
  return whole;
}

/** Puts a whole output into the thread as a file, once; a note stands for what Slack does not take. */
export async function attachOutput(
  deps: RunViewDeps,
  { request, messages, thread }: RunPlace,
  { index, run, output }: WholeOutput,
): Promise<void> {
  const name = `file-${index}`;
  if (messages.get(name) || messages.get(`note-${index}`)) return;
  const uploaded = await deps.slack.upload(thread, {
    name: `${request.id}-${index + 1}.txt`,
    title: shortened(run.title, 150),
    content: asFile(output),
  });
  if (uploaded.kind === 'refused') {
    await messages.put(`note-${index}`, thread, notAttached(uploaded.error));
    return;
  }
  await messages.note(name, { ts: '', digest: '' });
}

/** A live update that does not fit into what Slack allows is left out: the next one or the end shows it. */
async function tailFits(
  deps: RunViewDeps,
  messages: RequestMessages,
  index: number,
  output: readonly OutputSegment[],
): Promise<boolean> {
  if (output.length === 0) return false;
  return messages.get(`run-${index}`) === undefined || deps.mayShowTail();
}
