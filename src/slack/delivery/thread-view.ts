import { type Request, unfinishedRun } from '../../domain/request/request.ts';
import { answer } from '../messages/answer.ts';
import { card } from '../messages/card.ts';
import { closing } from '../messages/closing.ts';
import { containerMessage } from '../messages/container-message.ts';
import { showExtensions } from './extension-view.ts';
import { announce, askForReview, type BrokenGlass, type GlassViewDeps, tellReviewers } from './glass-view.ts';
import { calledOnCard, type DecidersViewDeps, remindDeciders, tellDeciders } from './deciders-view.ts';
import { answerPrivately, type PrivateAnswerDeps } from './private-answer.ts';
import { RequestMessages } from './request-messages.ts';
import { attachOutput, type RunViewDeps, showRuns } from './run-view.ts';
import type { Shown } from './shown.ts';
import type { Thread } from './slack-calls.ts';
import type { Threads } from './threads.ts';

export interface ThreadViewDeps extends PrivateAnswerDeps, RunViewDeps, GlassViewDeps, DecidersViewDeps {
  readonly slack: PrivateAnswerDeps['slack'];
  readonly shown: PrivateAnswerDeps['shown'];
  readonly threads: Pick<Threads, 'write'>;
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

class ThreadView {
  readonly #deps: ThreadViewDeps;
  readonly #request: Request;
  readonly #messages: RequestMessages;

  constructor(deps: ThreadViewDeps, request: Request, shown: Shown) {
    this.#deps = deps;
    this.#request = request;
    this.#messages = new RequestMessages(deps, request, shown);
  }

  /** Whether the request is shown as it stands, so that the sweeper need not come back for it. */
  async show(): Promise<boolean> {
    const root = card(this.#request, calledOnCard(this.#deps.policy(), this.#request));
    if (!root) return this.#answer();
    const { channel } = this.#request.place;
    const posted = await this.#messages.put('card', { channel }, root);
    const ts = posted.kind === 'posted' ? posted.ts : this.#messages.get('card')?.ts;
    if (ts === undefined) return this.#cardRefused(posted.kind === 'refused' ? posted.error : '');
    const thread = { channel, ts };
    if (!this.#request.cardPosted) {
      // Before anything can start, so that the thread of every session is known.
      await this.#deps.threads.write(channel, ts, this.#request.id);
      await this.#deps.requests.change(this.#request.id, { type: 'card-posted' });
    }
    const glass = this.#brokenGlass(thread);
    if (glass && !(await announce(this.#deps, glass))) return false;
    const place = { request: this.#request, messages: this.#messages, thread };
    await remindDeciders(this.#deps, place);
    await showExtensions(this.#deps, place);
    const outputs = await showRuns(this.#deps, place);
    await this.#showContainer(thread);
    await this.#close(thread);
    if (glass) await askForReview(this.#deps, glass);
    // The verdict is there before the whole outputs are, which Slack may be slow or unwilling to take.
    for (const output of outputs) await attachOutput(this.#deps, place, output);
    await (glass ? tellReviewers(this.#deps, glass) : tellDeciders(this.#deps, place));
    return true;
  }

  #brokenGlass(thread: Thread): BrokenGlass | undefined {
    const breakGlass = this.#request.plan?.grant.breakGlass;
    return breakGlass && { request: this.#request, messages: this.#messages, breakGlass, thread };
  }

  /**
   * Not while a command runs: what that prints is waited for, and Slack takes about one message a second. Nor that it runs
   * when it is about to end: how it ended is shown then.
   */
  async #showContainer(thread: Thread): Promise<void> {
    const { container, state, released, plan } = this.#request;
    if (!container || unfinishedRun(this.#request) !== undefined) return;
    const ends = state === 'ended' ? !released : plan?.staysOpen === false;
    if (ends && container.state.kind === 'running') return;
    await this.#messages.put('container', thread, containerMessage(container));
  }

  /** The last word goes to the requester alone where the thread is gone. */
  async #close(thread: Thread): Promise<void> {
    const last = closing(this.#request);
    if (last && (await this.#messages.put('closing', thread, last)).kind === 'refused') await this.#answer();
  }

  async #answer(): Promise<boolean> {
    if (this.#messages.get('answer')) return true;
    const { id, place, requester } = this.#request;
    const addressee = { id, channel: place.channel, slackId: requester.slackId };
    await answerPrivately(this.#deps, addressee, answer(this.#request));
    await this.#messages.note('answer', { ts: '', digest: '' });
    return true;
  }

  /** Without a card nobody can approve, so the request ends and its requester hears why. */
  async #cardRefused(error: string): Promise<boolean> {
    const { id } = this.#request;
    if (this.#request.state === 'ended') return this.#answer();
    await this.#deps.requests.change(id, { type: 'ended', outcome: 'failed', sentence: cannotPost(error) });
    return false;
  }
}
