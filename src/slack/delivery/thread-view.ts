import { digestOf } from '../../domain/digest.ts';
import type { Request, Run } from '../../domain/request.ts';
import type { Logger } from '../../logger.ts';
import type { Outputs } from '../../requests/outputs.ts';
import type { Requests } from '../../requests/requests.ts';
import { asFile } from '../../transcript/output-text.ts';
import type { OutputSegment } from '../../transcript/segment.ts';
import { answer } from '../messages/answer.ts';
import type { Message } from '../messages/blocks.ts';
import { card } from '../messages/card.ts';
import { closing } from '../messages/closing.ts';
import { leavesOut, runMessage } from '../messages/run-message.ts';
import { answerPrivately, type PrivateAnswerDeps } from './private-answer.ts';
import type { Posted } from './slack-calls.ts';
import type { Shown } from './shown.ts';

export interface ThreadViewDeps extends PrivateAnswerDeps {
  readonly requests: Requests;
  readonly outputs: Outputs;
  readonly logger: Logger;
  /** Whether one more live update fits into what Slack allows a minute. */
  readonly mayShowTail: () => Promise<boolean>;
}

const CANNOT_POST =
  'I cannot post in this channel, so nobody could approve: type `/invite @keyhole` here (or pick a channel that is not archived), then ask again.';

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
    const ts = await this.#showCard(root);
    if (ts === undefined) return this.#cardRefused();
    for (const [index, run] of this.#request.runs.entries()) {
      if (run.startedAt !== undefined) await this.#showRun(ts, index, run);
    }
    const last = closing(this.#request);
    if (last) await this.#put('closing', ts, last);
    return true;
  }

  async #answer(): Promise<boolean> {
    if (this.#shown.messages.answer) return true;
    await answerPrivately(this.#deps, this.#request, answer(this.#request));
    await this.#deps.shown.writeMessage(this.#request.id, 'answer', { ts: '', digest: '' });
    return true;
  }

  /** The card's `ts`; undefined when Slack refuses to have it there. */
  async #showCard(message: Message): Promise<string | undefined> {
    const posted = await this.#put('card', undefined, message);
    if (posted.kind === 'posted') return posted.ts;
    return this.#shown.messages.card?.ts;
  }

  /** Without a card nobody can approve, so the request ends and its requester hears why. */
  async #cardRefused(): Promise<boolean> {
    const { id } = this.#request;
    if (this.#request.state !== 'ended') {
      await this.#deps.requests.change(id, { type: 'ended', outcome: 'failed', sentence: CANNOT_POST });
      return false;
    }
    return this.#answer();
  }

  /** A live update that does not fit into what Slack allows is left out: the next one or the end shows it. */
  async #showRun(thread: string, index: number, run: Run): Promise<void> {
    const name = `run-${index}`;
    const output = await this.#deps.outputs.read(this.#request.id, index);
    if (!run.verdict) {
      const first = this.#shown.messages[name] === undefined;
      if (output.length === 0) return;
      if (!first && !(await this.#deps.mayShowTail())) return;
    }
    await this.#put(name, thread, runMessage(run, output));
    if (run.verdict && leavesOut(output)) await this.#attach(thread, index, run, output);
  }

  async #attach(thread: string, index: number, run: Run, output: readonly OutputSegment[]): Promise<void> {
    const name = `file-${index}`;
    if (this.#shown.messages[name]) return;
    const uploaded = await this.#deps.slack.upload(
      { channel: this.#request.place.channel, ts: thread },
      {
        name: `${this.#request.id}-${index + 1}.txt`,
        title: run.title.slice(0, 150),
        content: asFile(output),
      },
    );
    if (uploaded.kind === 'refused') {
      this.#deps.logger.warn({ requestId: this.#request.id, error: uploaded.error }, 'output not uploaded');
    }
    await this.#deps.shown.writeMessage(this.#request.id, name, { ts: '', digest: '' });
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
