import type { Message } from './messages.ts';

/**
 * Something that people should see at once. `about` is who joined or left a channel, or whose modals or Home changed.
 */
export type Change =
  | { type: 'message' | 'message_changed' | 'message_deleted'; channel: string; message: Message }
  | { type: 'channel_changed'; channel: string; about: string }
  | { type: 'views_changed'; about: string };

export type Subscriber = (change: Change) => void;

/** Tells every subscriber of every change, in order and at once. */
export class Feed {
  readonly #subscribers = new Set<Subscriber>();

  /** Returns the function that ends the subscription. */
  subscribe(subscriber: Subscriber): () => void {
    this.#subscribers.add(subscriber);
    return () => this.#subscribers.delete(subscriber);
  }

  publish(change: Change): void {
    for (const subscriber of this.#subscribers) subscriber(change);
  }
}
