/** Something to do in its turn; a promise holds back whatever comes after it. */
export type Task = () => void | Promise<void>;

/** Does one task after the other. Tells when it begins to wait for one and when nothing is left. */
export class SerialQueue {
  readonly #tasks: Task[] = [];
  readonly #onWait: () => void;
  readonly #onIdle: () => void;
  readonly #onError: (error: unknown) => void;
  #waiting: Promise<void> | undefined;
  #working = false;

  constructor(events: {
    readonly onWait: () => void;
    readonly onIdle: () => void;
    readonly onError: (error: unknown) => void;
  }) {
    this.#onWait = events.onWait;
    this.#onIdle = events.onIdle;
    this.#onError = events.onError;
  }

  /** Resolves when the task under way is over; at once when none is. */
  get current(): Promise<void> {
    return this.#waiting ?? Promise.resolve();
  }

  get busy(): boolean {
    return this.#waiting !== undefined;
  }

  add(task: Task): void {
    this.#tasks.push(task);
    if (!this.#waiting && !this.#working) this.#work();
  }

  /** Forgets what has not begun. */
  clear(): void {
    this.#tasks.length = 0;
  }

  #work(): void {
    this.#working = true;
    while (!this.#waiting) {
      const task = this.#tasks.shift();
      if (!task) break;
      try {
        const result = task();
        if (result) this.#wait(result);
      } catch (error) {
        this.#onError(error);
      }
    }
    this.#working = false;
  }

  #wait(result: Promise<void>): void {
    this.#onWait();
    const goOn = (): void => {
      this.#waiting = undefined;
      this.#work();
      if (!this.#waiting) this.#onIdle();
    };
    this.#waiting = result.catch(this.#onError).then(goOn);
  }
}
