/** Work that is wanted often and done no oftener than every so many milliseconds. */
export interface Throttled {
  /** Does it at once when it was not done lately, else as soon as it may be done again; never is the last wish lost. */
  wanted(): Promise<void>;
  /** Gives up what is still to be done. */
  stop(): void;
}

/** `failed` is told of what a delayed call throws; one that is done at once throws to whoever wanted it. */
export function throttled(options: {
  everyMs: number;
  now: () => number;
  work: () => Promise<void>;
  failed: (error: unknown) => void;
}): Throttled {
  const { everyMs, now, work, failed } = options;
  let last = Number.NEGATIVE_INFINITY;
  let later: NodeJS.Timeout | undefined;
  return {
    wanted: async () => {
      if (later) return;
      const wait = last + everyMs - now();
      if (wait > 0) {
        later = setTimeout(() => {
          later = undefined;
          last = now();
          work().catch(failed);
        }, wait);
        return;
      }
      last = now();
      await work();
    },
    stop: () => {
      clearTimeout(later);
      later = undefined;
    },
  };
}
