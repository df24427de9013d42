import { digestOf } from '../../domain/request/digest.ts';
import type { Request } from '../../domain/request/request.ts';
import type { Logger } from '../../logger.ts';
import type { Message } from '../messages/blocks.ts';
import { type Sending, sendOnce, type Sent, tryingName } from './send-once.ts';
import type { Shown, ShownMessage, ShownStore } from './shown.ts';
import type { Posted, SlackCalls, Thread } from './slack-calls.ts';

interface RequestMessagesDeps {
  readonly slack: Pick<SlackCalls, 'post' | 'update' | 'findOwn'>;
  readonly shown: Pick<ShownStore, 'writeMessage' | 'forget'>;
  readonly logger: Logger;
}

/** The messages that show one request, by name. Each is posted once and updated when it says something else. */
export class RequestMessages {
  readonly #deps: RequestMessagesDeps;
  readonly #request: Request;
  readonly #shown: Map<string, ShownMessage>;

  constructor(deps: RequestMessagesDeps, request: Request, shown: Shown) {
    this.#deps = deps;
    this.#request = request;
    this.#shown = new Map(Object.entries(shown.messages));
  }

  get(name: string): ShownMessage | undefined {
    return this.#shown.get(name);
  }

  /** Those whose names begin so. */
  namesOf(beginning: string): readonly string[] {
    return [...this.#shown.keys()].filter((name) => name.startsWith(beginning));
  }

  /** Shows a message: in this place the first time, later where it is. Failures that may pass are thrown. */
  async put(name: string, place: Thread, message: Message): Promise<Posted> {
    const { id } = this.#request;
    const digest = digestOf(message);
    const before = this.#shown.get(name);
    const channel = before?.channel ?? place.channel;
    if (before?.digest === digest) return { kind: 'posted', ts: before.ts, channel };
    const posted = before
      ? await this.#deps.slack.update(channel, before.ts, message)
      : await this.#post(name, place, message);
    if (posted.kind === 'refused') {
      this.#deps.logger.warn({ requestId: id, message: name, error: posted.error }, 'Slack refused');
      return posted;
    }
    const shown = before
      ? { ...before, digest }
      : { ts: posted.ts, digest, ...elsewhere(this.#request, posted.channel) };
    await this.note(name, shown);
    return { kind: 'posted', ts: shown.ts, channel };
  }

  /** What an earlier attempt left is brought up to date; where Slack refuses that, it was not ours. */
  async #post(name: string, place: Thread, message: Message): Promise<Posted> {
    const { slack } = this.#deps;
    const mark = { request: this.#request.id, name };
    const post = () => slack.post(place, message, mark);
    const sent = await this.send(name, place, post);
    if (sent.kind !== 'found') return sent;
    const updated = await slack.update(place.channel, sent.ts, message);
    return updated.kind === 'posted' ? updated : post();
  }

  /** Sends what shows the request under this name, a file for example, once. */
  async send(
    name: string,
    thread: Thread,
    send: () => Promise<Posted>,
    file?: Sending['mark']['file'],
  ): Promise<Sent> {
    const { id, askedAt } = this.#request;
    const mark = { request: id, name, ...(file !== undefined && { file }) };
    const tried = this.get(tryingName(name));
    return sendOnce(this.#deps, { thread, mark, sinceMs: askedAt, tried }, send);
  }

  /** Remembers that something is shown, or was told, which `put` did not show. */
  async note(name: string, shown: ShownMessage): Promise<void> {
    this.#shown.set(name, shown);
    await this.#deps.shown.writeMessage(this.#request.id, name, shown);
  }
}

function elsewhere({ place }: Request, channel: string): { readonly channel?: string } {
  return channel === place.channel ? {} : { channel };
}
