/** Calls `work` at once the first time, then no oftener than every so many milliseconds; calls in between are left out. */
export function throttled(
  now: () => number,
  everyMs: number,
  work: () => Promise<void>,
): () => Promise<void> {
  let last = Number.NEGATIVE_INFINITY;
  return async () => {
    if (now() - last < everyMs) return;
    last = now();
    await work();
  };
}
