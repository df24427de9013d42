/** One misbehaviour of the API server, for tests; it happens `times` times to calls that match. */
export interface Fault {
  path?: RegExp;
  method?: string;
  /** Answers this instead; without it the call is only delayed or its exec dropped. */
  status?: number;
  /** An object is sent as JSON, text as text/plain. */
  body?: unknown;
  headers?: Record<string, string>;
  times: number;
  delayMs?: number;
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
  take(method: string, path: string): Fault | undefined {
    const hit = this.waiting.find(
      ({ fault }) =>
        (fault.method === undefined || fault.method === method) &&
        (fault.path === undefined || fault.path.test(path)),
    );
    if (hit === undefined) return undefined;
    hit.left -= 1;
    this.waiting = this.waiting.filter(({ left }) => left > 0);
    return hit.fault;
  }
}
