import type { ServerResponse } from 'node:http';
import { channelById, maySee } from './directory.ts';
import type { Change, Feed } from './feed.ts';
import { personMessage } from './message-shapes.ts';
import type { World } from './world.ts';

const HEARTBEAT_MS = 15_000;

/** The open event streams of the page: each tells one person what that person may see. */
export class EventStreams {
  readonly #open = new Set<() => void>();
  readonly #feed: Feed;

  constructor(feed: Feed) {
    this.#feed = feed;
  }

  /** Turns a response into a stream until either side closes it. */
  open(response: ServerResponse, viewer: string, world: World): void {
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    response.write(': open\n\n');
    const heartbeat = setInterval(() => response.write(': still here\n\n'), HEARTBEAT_MS);
    const unsubscribe = this.#feed.subscribe((change) => {
      const event = eventFor(change, viewer, world);
      if (event) response.write(`data: ${JSON.stringify(event)}\n\n`);
    });
    const close = (): void => {
      clearInterval(heartbeat);
      unsubscribe();
      this.#open.delete(close);
      response.end();
    };
    this.#open.add(close);
    response.on('close', close);
  }

  stop(): void {
    for (const close of this.#open) close();
  }
}

/** What a viewer learns of a change; undefined when it is none of their business. */
export function eventFor(change: Change, viewer: string, world: World): object | undefined {
  if (change.type === 'views_changed') return change.about === viewer ? { type: change.type } : undefined;
  const { type, channel: id } = change;
  const channel = channelById(world.workspace, id);
  if (!channel) return undefined;
  // Who was just removed from a private channel must still learn that it is gone.
  const isAboutViewer = change.type === 'channel_changed' && change.about === viewer;
  if (!maySee(channel, viewer) && !isAboutViewer) return undefined;
  if (change.type === 'channel_changed') return { type, channel: id };
  const { visibleTo } = change.message;
  if (visibleTo !== undefined && visibleTo !== viewer) return undefined;
  return { type, channel: id, message: personMessage(change.message, world) };
}
