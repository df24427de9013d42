/** Work that is done again and again until it is stopped. */
export interface Repeating {
  /** Begins no more of it, and waits for what goes on, `graceMs` milliseconds at most where that is given. */
  stop(graceMs?: number): Promise<void>;
}

/**
 * Does some work every `everyMs` milliseconds, the first time after as long, never twice at once. A failure is handed to
 * `onError` and ends nothing. It keeps no process alive.
 */
export function repeat(
  work: () => Promise<void>,
  everyMs: number,
  onError: (error: unknown) => void,
): Repeating {
  let stopped = false;
  let working = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const later = () => {
    timer = setTimeout(() => {
      working = work()
        .catch(onError)
        .then(() => (stopped ? undefined : later()));
    }, everyMs).unref();
  };
  later();
  return {
    stop: async (graceMs) => {
      stopped = true;
      clearTimeout(timer);
      await (graceMs === undefined ? working : Promise.race([working, pause(graceMs, working)]));
    },
  };
}

/** Resolves after some milliseconds. Its timer goes with the work. */
function pause(ms: number, work: Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    void work.then(() => clearTimeout(timer));
  });
}
