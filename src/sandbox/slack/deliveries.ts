export type DeliveryType = 'slash_commands' | 'interactive' | 'events_api';
export type Payload = Record<string, unknown>;

/** One thing told to the app; `retry` is set when it was told before and not acknowledged. */
export type Delivery = { type: DeliveryType; payload: Payload; retry?: { attempt: number; reason: string } };

export type Delivered =
  | { kind: 'acked'; response: unknown }
  | { kind: 'timed-out' }
  | { kind: 'no-listener' }
  | { kind: 'failed'; detail: string };

/** How deliveries reach the app: sockets or signed HTTP requests. */
export type Transport = { deliver(delivery: Delivery): Promise<Delivered>; stop(): Promise<void> };

/** In milliseconds. `eventRetries` are the waits before each redelivery of an event. */
export type Timing = { ack: number; eventRetries: readonly number[]; ping: number };

/** Slack's own: 3 s to acknowledge; events again at once, after a minute and after five (docs.slack.dev/apis/events-api). */
export const SLACK_TIMING: Timing = { ack: 3000, eventRetries: [0, 60_000, 300_000], ping: 10_000 };

/** Tells the app about commands and clicks, once each, and about events, again until they are acknowledged. */
export class Deliveries {
  readonly #transport: Transport;
  readonly #retryWaits: readonly number[];
  readonly #onError: (error: unknown) => void;
  readonly #timers = new Set<NodeJS.Timeout>();
  #stopped = false;

  constructor(transport: Transport, retryWaits: readonly number[], onError: (error: unknown) => void) {
    this.#transport = transport;
    this.#retryWaits = retryWaits;
    this.#onError = onError;
  }

  command(payload: Payload): Promise<Delivered> {
    return this.#transport.deliver({ type: 'slash_commands', payload });
  }

  interaction(payload: Payload): Promise<Delivered> {
    return this.#transport.deliver({ type: 'interactive', payload });
  }

  /** An interaction that nobody waits for; it is told once. Returns at once. */
  notice(payload: Payload): void {
    this.interaction(payload).catch(this.#onError);
  }

  /** Returns at once; nobody waits for an event. */
  event(payload: Payload): void {
    this.#tell({ type: 'events_api', payload }, 0).catch(this.#onError);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    await this.#transport.stop();
  }

  async #tell(delivery: Delivery, attempt: number): Promise<void> {
    const delivered = await this.#transport.deliver(delivery);
    const wait = this.#retryWaits[attempt];
    if (delivered.kind === 'acked' || wait === undefined || this.#stopped) return;
    const reason = delivered.kind === 'failed' ? delivered.detail : 'timeout';
    const again = { ...delivery, retry: { attempt: attempt + 1, reason } };
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#tell(again, attempt + 1).catch(this.#onError);
    }, wait);
    this.#timers.add(timer);
  }
}
