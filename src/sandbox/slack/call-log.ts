/** One Web API call by the app; never its arguments, which may hold tokens. `ms` is how long the answer took. */
export type LoggedCall = {
  n: number;
  at: string;
  method: string;
  ok: boolean;
  error?: string;
  channel?: string;
  ms: number;
};

const KEPT = 2000;

/** The newest calls, numbered from 1. */
export class CallLog {
  #calls: LoggedCall[] = [];
  #count = 0;

  add(call: Omit<LoggedCall, 'n'>): void {
    this.#count += 1;
    this.#calls.push({ n: this.#count, ...call });
    if (this.#calls.length > KEPT) this.#calls = this.#calls.slice(-KEPT);
  }

  /** The calls after number `n`. */
  since(n: number): LoggedCall[] {
    return this.#calls.filter((call) => call.n > n);
  }
}
