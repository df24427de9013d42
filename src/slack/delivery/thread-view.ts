import { digestOf } from '../../domain/request/digest.ts';
import { type Request, type Run, unfinishedRun } from '../../domain/request/request.ts';
import type { Outputs } from '../../requests/outputs.ts';
import type { Requests } from '../../requests/requests.ts';
import { asFile } from '../../transcript/output-text.ts';
import type { OutputSegment } from '../../transcript/segment.ts';
import { answer } from '../messages/answer.ts';
import type { Message } from '../messages/blocks.ts';
import { card } from '../messages/card.ts';
import { closing } from '../messages/closing.ts';
import { containerMessage } from '../messages/container-message.ts';
import { leavesOut } from '../messages/output-blocks.ts';
import { notAttached, runMessage } from '../messages/run-message.ts';
import { answerPrivately, type PrivateAnswerDeps } from './private-answer.ts';
import { shortened } from '../text.ts';
import type { Posted } from './slack-calls.ts';
import type { Shown } from './shown.ts';

export interface ThreadViewDeps extends PrivateAnswerDeps {
  readonly requests: Requests;
  readonly outputs: Outputs;
  /** Whether one more live update fits into what Slack allows a minute. */
  readonly mayShowTail: () => Promise<boolean>;
}

/** Why there is no card, in a sentence with the next step. */
function cannotPost(error: string): string {
  return error === 'not_in_channel' || error === 'channel_not_found'
    ? 'I cannot post in this channel, so nobody could see it and nothing ran: type `/invite @keyhole` here, then ask again.'
    : `Slack does not let me post in this channel (${error}), so nobody could see it and nothing ran: ask again in another channel.`;
}

/**
 * Makes a request's thread show the request as it stands now. It may be called twice, late or after a crash: it
 * compares with what is shown and adds only what is missing. Calls for one request never overlap (jobs/queues.ts).
 */
export async function showThread(deps: ThreadViewDeps, requestId: string): Promise<void> {
  const request = await deps.requests.load(requestId);
  if (!request || request.state === 'asked') return;
  const shown = await deps.shown.read(requestId);
  const view = new ThreadView(deps, request, shown);
  if (await view.show()) await deps.shown.writeVersion(requestId, request.version);
}

interface WholeOutput {
  readonly index: number;
  readonly run: Run;
  readonly output: readonly OutputSegment[];
}

/** How many pieces of the newest output a live update looks at; it shows 25 lines at the most. */
const TAIL_SEGMENTS = 100;

class ThreadView {
  readonly #deps: ThreadViewDeps;
  readonly #request: Request;
  readonly #shown: Shown;

  constructor(deps: ThreadViewDeps, request: Request, shown: Shown) {
    this.#deps = deps;
    this.#request = request;
    this.#shown = shown;
  }

  /** Whether the request is shown as it stands, so that the sweeper need not come back for it. */
  async show(): Promise<boolean> {
    const root = card(this.#request);
    if (!root) return this.#answer();
    const posted = await this.#put('card', undefined, root);
    const thread = posted.kind === 'posted' ? posted.ts : this.#shown.messages.card?.ts;
    if (thread === undefined) return this.#cardRefused(posted.kind === 'refused' ? posted.error : '');
    if (!this.#request.cardPosted)
      await this.#deps.requests.change(this.#request.id, { type: 'card-posted' });
    const outputs = await this.#showRuns(thread);
    await this.#showContainer(thread);
    await this.#close(thread);
    // The verdict is there before the whole outputs are, which Slack may be slow or unwilling to take.
    for (const output of outputs) await this.#attach(thread, output);
    return true;
  }

  /** Not while a command runs: what that prints is waited for, and Slack takes about one message a second. */
  async #showContainer(thread: string): Promise<void> {
    const { container } = this.#request;
    if (!container || unfinishedRun(this.#request) !== undefined) return;
    await this.#put('container', thread, containerMessage(container));
  }

  /** The last word goes to the requester alone where the thread is gone. */
  async #close(thread: string): Promise<void> {
    const last = closing(this.#request);
    if (last && (await this.#put('closing', thread, last)).kind === 'refused') await this.#answer();
  }

  async #answer(): Promise<boolean> {
    if (this.#shown.messages.answer) return true;
    const { id, place, requester } = this.#request;
    const addressee = { id, channel: place.channel, slackId: requester.slackId };
    await answerPrivately(this.#deps, addressee, answer(this.#request));
    await this.#deps.shown.writeMessage(id, 'answer', { ts: '', digest: '' });
    return true;
  }

  /** Without a card nobody can approve, so the request ends and its requester hears why. */
  async #cardRefused(error: string): Promise<boolean> {
    const { id } = this.#request;
    if (this.#request.state === 'ended') return this.#answer();
    await this.#deps.requests.change(id, { type: 'ended', outcome: 'failed', sentence: cannotPost(error) });
    return false;
  }

  /** Shows every run that began; gives the outputs that belong beside their message as a file. */
  async #showRuns(thread: string): Promise<readonly WholeOutput[]> {
    const whole: WholeOutput[] = [];
    for (const [index, run] of this.#request.runs.entries()) {
      if (run.startedAt === undefined) continue;
      const output = run.verdict
        ? await this.#deps.outputs.read(this.#request.id, index)
        : await this.#deps.outputs.readEnd(this.#request.id, index, TAIL_SEGMENTS);
      if (!run.verdict && !(await this.#tailFits(index, output))) continue;
      await this.#put(`run-${index}`, thread, runMessage(run, output));
      if (run.verdict && leavesOut(output)) whole.push({ index, run, output });
    }
    return whole;
  }

  /** A live update that does not fit into what Slack allows is left out: the next one or the end shows it. */
  async #tailFits(index: number, output: readonly OutputSegment[]): Promise<boolean> {
    if (output.length === 0) return false;
    const first = this.#shown.messages[`run-${index}`] === undefined;
    return first || this.#deps.mayShowTail();
  }

  async #attach(thread: string, { index, run, output }: WholeOutput): Promise<void> {
    const name = `file-${index}`;
    if (this.#shown.messages[name] || this.#shown.messages[`note-${index}`]) return;
    const { id, place } = this.#request;
    const uploaded = await this.#deps.slack.upload(
      { channel: place.channel, ts: thread },
      { name: `${id}-${index + 1}.txt`, title: shortened(run.title, 150), content: asFile(output) },
    );
    if (uploaded.kind === 'refused') {
      await this.#put(`note-${index}`, thread, notAttached(uploaded.error));
      return;
    }
    await this.#deps.shown.writeMessage(id, name, { ts: '', digest: '' });
  }

  /** Posts a message the first time and updates it when it says something else than what is shown. */
  async #put(name: string, thread: string | undefined, message: Message): Promise<Posted> {
    const { channel } = this.#request.place;
    const digest = digestOf(message);
    const before = this.#shown.messages[name];
    if (before?.digest === digest) return { kind: 'posted', ts: before.ts };
    const posted = before
      ? await this.#deps.slack.update(channel, before.ts, message)
      : await this.#deps.slack.post({ channel, ...(thread !== undefined && { ts: thread }) }, message);
    if (posted.kind === 'refused') {
      this.#deps.logger.warn(
        { requestId: this.#request.id, message: name, error: posted.error },
        'Slack refused',
      );
      return posted;
    }
    const ts = before?.ts ?? posted.ts;
    await this.#deps.shown.writeMessage(this.#request.id, name, { ts, digest });
    return { kind: 'posted', ts };
  }
}
