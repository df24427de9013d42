/** What happens to a reply that streams: a watch, or a followed log. */
export interface StreamFault {
  /** How many writes get through first. */
  afterWrites: number;
  /**
   * `cut`: the connection breaks; `end`: the answer ends as if it were over; `stall`: nothing comes any more; `half`: the
   * next write is sent by half, then the connection breaks; `expired`: a watch tells ERROR with 410, then ends.
   */
  how: 'cut' | 'end' | 'stall' | 'half' | 'expired';
}

/** One misbehaviour of the API server, for tests; it happens `times` times to calls that match. */
export interface Fault {
  path?: RegExp;
  /** Matches the query, such as /watch=true/. */
  query?: RegExp;
  method?: string;
  /** Answers this instead; without it the call is only delayed or broken midway. */
  status?: number;
  /** An object is sent as JSON, text as text/plain. */
  body?: unknown;
  headers?: Record<string, string>;
  times: number;
  delayMs?: number;
  /** Breaks a watch or a followed log midway. */
  stream?: StreamFault;
  /** Cuts an exec's socket without a close: at its start, after its first output, or instead of its status frame. */
  dropExec?: 'at-start' | 'after-output' | 'before-status';
}

/** The faults that still wait for their calls. */
export class Faults {
  private waiting: { fault: Fault; left: number }[] = [];

  add(fault: Fault): void {
    this.waiting.push({ fault, left: fault.times });
  }

  clear(): void {
    this.waiting = [];
  }

  /** The fault that hits a call, used up by one. */
  take(method: string, url: URL): Fault | undefined {
    const hit = this.waiting.find(
      ({ fault }) =>
        (fault.method === undefined || fault.method === method) &&
        (fault.path === undefined || fault.path.test(url.pathname)) &&
        (fault.query === undefined || fault.query.test(url.search)),
    );
    if (hit === undefined) return undefined;
    hit.left -= 1;
    this.waiting = this.waiting.filter(({ left }) => left > 0);
    return hit.fault;
  }
}
