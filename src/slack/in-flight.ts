/** Listeners that are under way: a click that was acked is finished before the process goes. */
export interface InFlight {
  /** The same function, known here while it runs. */
  tracked<Arguments extends unknown[]>(
    work: (...args: Arguments) => Promise<void>,
  ): (...args: Arguments) => Promise<void>;
  /** Waits until none is under way, so many milliseconds at most. */
  settled(ms: number): Promise<void>;
}

export function trackInFlight(): InFlight {
  const running = new Set<Promise<void>>();
  return {
    tracked:
      (work) =>
      async (...args) => {
        const run = work(...args);
        running.add(run);
        try {
          await run;
        } finally {
          running.delete(run);
        }
      },
    settled: async (ms) => {
      const late = new Promise<void>((resolve) => {
        setTimeout(resolve, ms).unref();
      });
      await Promise.race([Promise.allSettled(running), late]);
    },
  };
}
