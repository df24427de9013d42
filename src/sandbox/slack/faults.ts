/**
 * What a test wants the next calls of a method to meet. With a delay alone the call is late and then as usual; with
 * `taken` it is carried out, and only its answer is lost.
 */
export type Fault = {
  status?: number;
  error?: string;
  retryAfterSeconds?: number;
  delayMs?: number;
  taken?: boolean;
};

/** Faults waiting for their calls, first set first met. */
export class Faults {
  readonly #waiting = new Map<string, Fault[]>();

  set(method: string, times: number, fault: Fault): void {
    const queue = this.#waiting.get(method) ?? [];
    this.#waiting.set(method, [...queue, ...Array.from({ length: times }, () => fault)]);
  }

  /** The fault that this call of the method meets, if any. */
  meet(method: string): Fault | undefined {
    return this.#waiting.get(method)?.shift();
  }
}
