/** Hands out the next timestamp of a workspace. */
export type Timestamps = () => string;

/** Message timestamps such as `1732264800.000100`: seconds and a counter, strictly increasing even if the clock stands or steps back. */
export function createTimestamps(now: () => number): Timestamps {
  const step = 100;
  const perSecond = 1_000_000;
  let seconds = 0;
  let counter = 0;
  return () => {
    const current = Math.floor(now() / 1000);
    if (current > seconds) {
      seconds = current;
      counter = 0;
    }
    counter += step;
    if (counter >= perSecond) {
      seconds += 1;
      counter = step;
    }
    return `${seconds}.${String(counter).padStart(6, '0')}`;
  };
}
