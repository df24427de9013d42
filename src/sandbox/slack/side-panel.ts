import type { ServerResponse } from 'node:http';
import { json, plain } from './http.ts';
import type { HttpReply, Route } from './http.ts';

/** Something that the panel tells: a pod, one of its containers, an entry of a record. Texts are plain. */
export interface PanelEntry {
  /** Tells it apart from the others of its section, for as long as it is told of. */
  readonly id: string;
  readonly title: string;
  readonly tone: 'good' | 'busy' | 'bad' | 'quiet';
  /** How it stands, in a word or two. */
  readonly state?: string;
  /** Its place in a sequence; shown in place of the tone's dot. */
  readonly number?: number;
  /** Milliseconds since the epoch. */
  readonly at?: number;
  /** A sentence or two below its title. */
  readonly note?: string;
  readonly details?: readonly PanelDetail[];
  readonly entries?: readonly PanelEntry[];
}

export interface PanelDetail {
  readonly name: string;
  readonly text: string;
  /** Shown as code. */
  readonly isCode?: boolean;
}

export interface PanelSection {
  readonly title: string;
  /** What this is, in a sentence. */
  readonly about: string;
  /** Entries with a title above them, or without. */
  readonly groups: readonly { readonly title?: string; readonly entries: readonly PanelEntry[] }[];
}

/** What the reader has open. */
export interface PanelPlace {
  readonly channel: string;
  readonly threadTs?: string;
}

/** What stands beside the conversations; whoever starts the sandbox fills it, as it knows what happens underneath. */
export interface SidePanel {
  readonly title: string;
  /** Everything as it is now. It is asked again and again while somebody looks. */
  read(place: PanelPlace): Promise<readonly PanelSection[]>;
}

const LOOK_EVERY_MS = 400;
const HEARTBEAT_MS = 15_000;

/** The panel's open event streams: each tells the whole content at first and whenever it differs. */
export class PanelStreams {
  readonly #open = new Set<() => void>();
  readonly #onError: (error: unknown) => void;

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  /** Turns a response into a stream until either side closes it. */
  open(response: ServerResponse, panel: SidePanel, place: PanelPlace): void {
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    response.write(': open\n\n');
    const heartbeat = setInterval(() => response.write(': still here\n\n'), HEARTBEAT_MS);
    let timer: NodeJS.Timeout | undefined;
    let told: string | undefined;
    let closed = false;
    const look = async (): Promise<void> => {
      const content = JSON.stringify(await this.#read(panel, place));
      if (closed) return;
      if (content !== told) response.write(`data: ${content}\n\n`);
      told = content;
      timer = setTimeout(() => void look(), LOOK_EVERY_MS);
    };
    const close = (): void => {
      closed = true;
      clearInterval(heartbeat);
      clearTimeout(timer);
      this.#open.delete(close);
      response.end();
    };
    this.#open.add(close);
    response.on('close', close);
    void look();
  }

  async #read(panel: SidePanel, place: PanelPlace): Promise<object> {
    try {
      return { sections: await panel.read(place) };
    } catch (error) {
      this.#onError(error);
      return {
        sentence: 'What happens underneath could not be read; the terminal of the sandbox tells why.',
      };
    }
  }

  stop(): void {
    for (const close of this.#open) close();
  }
}

/** `GET /sandbox/api/panel/events?channel=C&thread=TS`; 404 in a sandbox that has no panel. */
export function panelRoutes(panel: SidePanel | undefined, streams: PanelStreams): Route[] {
  const handle = (query: URLSearchParams): HttpReply => {
    if (!panel) return plain('not found', 404);
    const channel = query.get('channel');
    if (!channel) return json({ ok: false, error: 'invalid_arguments', message: 'Name a channel.' }, 400);
    const threadTs = query.get('thread');
    const place = { channel, ...(threadTs !== null && { threadTs }) };
    return { kind: 'stream', open: (response) => streams.open(response, panel, place) };
  };
  return [{ method: 'GET', pattern: '/sandbox/api/panel/events', handle: ({ query }) => handle(query) }];
}
