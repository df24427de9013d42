/** RFC 3339 with any fraction, as a kubelet writes it before each line (recordings/kubernetes/logs.json). */
const TIME = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:\d{2})$/;
/** The longest of them, with its blank. */
const LONGEST_TIME = 36;
const BLANK = 0x20;

export interface StampedLine {
  readonly time: string;
  readonly text: Buffer;
}

/** Takes the time off a line that was asked for with its time; undefined for one without, which is no container's. */
export function readStamp(line: Buffer): StampedLine | undefined {
  const end = line.subarray(0, LONGEST_TIME).indexOf(BLANK);
  const time = line.toString('latin1', 0, Math.max(end, 0));
  return partsOf(time) && { time, text: line.subarray(end + 1) };
}

/** Below zero when `a` is before `b`. Times that are none come first. */
export function compareTimes(a: string, b: string): number {
  const [left, right] = [partsOf(a), partsOf(b)];
  return (left?.second ?? 0) - (right?.second ?? 0) || (left?.nanos ?? 0) - (right?.nanos ?? 0);
}

/** The whole second that a time is in, which is as exactly as the API server passes a `sinceTime` on. */
export function secondOf(time: string): string {
  return new Date(partsOf(time)?.second ?? 0).toISOString().replace('.000Z', 'Z');
}

function partsOf(time: string): { readonly second: number; readonly nanos: number } | undefined {
  const [, second = '', fraction = '', zone = ''] = TIME.exec(time) ?? [];
  const at = Date.parse(`${second}${zone}`);
  return Number.isNaN(at) ? undefined : { second: at, nanos: Number(fraction.padEnd(9, '0')) };
}
