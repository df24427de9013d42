import type { ServerResponse } from 'node:http';
import type { ScriptedReply, SeenRequest } from '../scripted-server.ts';

/** A container's log as a kubelet serves it: with times, since a whole second, and followed until it ends. */
export class ScriptedLog {
  readonly queries: Record<string, string>[] = [];
  readonly #lines: { readonly time: string; readonly bytes: Buffer }[] = [];
  readonly #followers = new Set<ServerResponse>();
  #over = false;
  #onFollow = Promise.withResolvers<void>();

  static is({ path }: SeenRequest): boolean {
    return /\/log\?/.test(path);
  }

  /** Resolves at the next connection that follows. */
  get followed(): Promise<void> {
    return this.#onFollow.promise;
  }

  get followers(): number {
    return this.#followers.size;
  }

  readonly answer = ({ path }: SeenRequest): ScriptedReply => {
    const query = Object.fromEntries(new URL(path, 'https://server').searchParams);
    this.queries.push(query);
    return { status: 200, stream: (response) => this.#serve(response, query) };
  };

  append(time: string, text: string): void {
    this.#add(time, `${time} ${text}`);
  }

  /** Goes on with the last line. */
  more(text: string): void {
    this.#add(this.#lines.at(-1)?.time ?? '', text);
  }

  /** The container is over; `quietly`: those who follow are not told. */
  end(quietly = false): void {
    this.#over = true;
    if (!quietly) this.#close((follower) => follower.end());
  }

  /** Something between ends every connection as if the log were over. */
  cut(): void {
    this.#close((follower) => follower.end());
  }

  /** Every connection breaks, once it has received what there is. */
  break(): void {
    this.#close((follower) => follower.destroy());
  }

  #add(time: string, text: string): void {
    const bytes = Buffer.from(text);
    this.#lines.push({ time, bytes });
    for (const follower of this.#followers) follower.write(bytes);
  }

  #serve(response: ServerResponse, query: Record<string, string>): void {
    response.flushHeaders();
    const since = Date.parse(query['sinceTime'] ?? '1970-01-01T00:00:00Z');
    for (const { time, bytes } of this.#lines) if (Date.parse(time) >= since) response.write(bytes);
    if (query['follow'] !== 'true' || this.#over) {
      response.end();
      return;
    }
    this.#followers.add(response);
    response.on('close', () => this.#followers.delete(response));
    this.#onFollow.resolve();
  }

  #close(how: (follower: ServerResponse) => void): void {
    this.#onFollow = Promise.withResolvers<void>();
    for (const follower of this.#followers) how(follower);
    this.#followers.clear();
  }
}
