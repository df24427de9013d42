import type { Delivered, Delivery, Transport } from './deliveries.ts';

/**
 * Tells everything once more, as Slack does when an acknowledgement is lost on its way (docs.slack.dev/apis/events-api, "Retries").
 * Slack goes by the first answer; the second is to nobody.
 */
export class ToldTwice implements Transport {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  async deliver(delivery: Delivery): Promise<Delivered> {
    const first = await this.#transport.deliver(delivery);
    await this.#transport.deliver(again(delivery));
    return first;
  }

  stop(): Promise<void> {
    return this.#transport.stop();
  }
}

/** Only of an event is it said that it was told before. */
function again(delivery: Delivery): Delivery {
  if (delivery.type !== 'events_api') return delivery;
  return { ...delivery, retry: { attempt: (delivery.retry?.attempt ?? 0) + 1, reason: 'timeout' } };
}
