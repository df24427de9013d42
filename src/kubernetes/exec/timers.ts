/** Timers that are stopped together. Times are milliseconds. */
export class Timers {
  readonly #running = new Set<NodeJS.Timeout>();

  after(ms: number, act: () => void): NodeJS.Timeout {
    const timer = setTimeout(act, ms);
    this.#running.add(timer);
    return timer;
  }

  every(ms: number, act: () => void): void {
    this.#running.add(setInterval(act, ms));
  }

  stop(): void {
    for (const timer of this.#running) clearTimeout(timer);
    this.#running.clear();
  }
}
