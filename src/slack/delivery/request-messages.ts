import { digestOf } from '../../domain/request/digest.ts';
import type { Request } from '../../domain/request/request.ts';
import type { Logger } from '../../logger.ts';
import type { Message } from '../messages/blocks.ts';
import type { Shown, ShownMessage, ShownStore } from './shown.ts';
import type { Posted, SlackCalls, Thread } from './slack-calls.ts';

interface RequestMessagesDeps {
  readonly slack: Pick<SlackCalls, 'post' | 'update'>;
  readonly shown: Pick<ShownStore, 'writeMessage'>;
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
      : await this.#deps.slack.post(place, message);
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

  /** Remembers that something is shown, or was told, which `put` did not show. */
  async note(name: string, shown: ShownMessage): Promise<void> {
    this.#shown.set(name, shown);
    await this.#deps.shown.writeMessage(this.#request.id, name, shown);
  }
}

function elsewhere({ place }: Request, channel: string): { readonly channel?: string } {
  return channel === place.channel ? {} : { channel };
}
