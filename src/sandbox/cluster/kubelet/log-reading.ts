import type { ResponseStream } from '../api/http.ts';
import { EntryParser } from './log-file.ts';
import type { LogOptions } from '../api/log-options.ts';
import type { ContainerLog, LogPlace } from './logs.ts';

/** Turns entries into what a reader gets, as the kubelet does (pkg/kubelet/kuberuntime/logs). */
class Lines {
  private readonly options: LogOptions;
  private left: number;
  private atLineStart = true;

  constructor(options: LogOptions) {
    this.options = options;
    this.left = options.limitBytes ?? Number.POSITIVE_INFINITY;
  }

  get isFull(): boolean {
    return this.left <= 0;
  }

  /** A part of a long line has no newline, and only the first part of a line has its time. */
  text(parser: EntryParser, bytes: Buffer): Buffer {
    const { since, timestamps } = this.options;
    const parts: Buffer[] = [];
    for (const { at, partial, content } of parser.push(bytes)) {
      if (since === undefined || at >= since) {
        if (timestamps && this.atLineStart) parts.push(Buffer.from(`${at} `));
        parts.push(content);
        if (!partial) parts.push(Buffer.from('\n'));
      }
      this.atLineStart = !partial || content.length === 0;
    }
    const whole = Buffer.concat(parts).subarray(0, this.left);
    this.left -= whole.length;
    return whole;
  }
}

/** Writes a log: what is there, and with `follow` what comes, until the container ends or the reader goes. */
export async function writeLog(
  log: ContainerLog,
  options: LogOptions,
  stream: ResponseStream,
  signal: AbortSignal,
): Promise<void> {
  const { file } = log;
  const start = options.tailLines === undefined ? 0 : file.tailStart(options.tailLines);
  const place: LogPlace = { file, offset: start };
  const lines = new Lines(options);
  const parser = new EntryParser();
  const end = options.follow ? Number.POSITIVE_INFINITY : file.size;
  const unfollow = options.follow ? log.follow(place) : (): void => undefined;
  try {
    while (!signal.aborted && !lines.isFull && place.offset < end) {
      const bytes = place.file.read(place.offset);
      if (bytes.length > 0) {
        const text = lines.text(parser, bytes);
        if (text.length > 0) await stream.write(text);
        place.offset += bytes.length;
        log.notify();
      } else if (place.file !== log.file) {
        place.file = log.file;
        place.offset = 0;
      } else if (log.isClosed) {
        return;
      } else {
        await log.changed(signal);
      }
    }
  } finally {
    unfollow();
  }
}
