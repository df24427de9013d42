import { formatEntry, LogFile } from './log-file.ts';
import { LogClock } from './log-clock.ts';
import type { ByteSink } from '../api/streams.ts';

type Stream = 'stdout' | 'stderr';

/** Longer lines are cut into parts, as containerd does (`max_container_log_line_size`), in bytes. */
const longestEntry = 16 * 1024;

/** The kubelet begins a new file above this size (`containerLogMaxSize`) and shows only the newest, in bytes. */
const rotationSize = 10 * 1024 * 1024;

/** The kubelet looks at the sizes only so often, so that whoever follows has this long to read on, in milliseconds. */
const rotationPatienceMs = 10_000;

/** The log of one container: a bounded file, and listeners that follow it. */
export class ContainerLog {
  file = new LogFile();
  private readonly clock: LogClock;
  private readonly listeners = new Set<() => void>();
  private readonly followers = new Set<LogPlace>();
  private readonly pending: Record<Stream, Buffer> = { stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) };
  private rotating: Promise<void> | undefined;
  private closed = false;

  constructor(now: () => Date) {
    this.clock = new LogClock(now);
  }

  append(text: string): void {
    this.take('stdout', Buffer.from(text, 'utf8'));
  }

  /** A sink for one of a process's streams. It waits while the file is too large and someone still reads it. */
  sink(stream: Stream): ByteSink {
    return {
      write: async (bytes) => {
        await this.rotating;
        this.take(stream, bytes);
        if (this.file.size > rotationSize) await this.rotate();
      },
    };
  }

  /** The container ended: a last line without newline is kept as it is, followers are released. */
  close(): void {
    for (const stream of ['stdout', 'stderr'] as const) {
      const rest = this.pending[stream];
      if (rest.length > 0) this.file.append(formatEntry(this.clock.stamp(), stream, true, rest));
      this.pending[stream] = Buffer.alloc(0);
    }
    this.closed = true;
    this.notify();
  }

  get isClosed(): boolean {
    return this.closed;
  }

  /** Whoever follows is waited for before the file is replaced; the result ends that. */
  follow(place: LogPlace): () => void {
    this.followers.add(place);
    return () => {
      this.followers.delete(place);
      this.notify();
    };
  }

  /** Resolves at the next change, or when the signal is aborted. */
  changed(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const done = (): void => {
        this.listeners.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.listeners.add(done);
      signal.addEventListener('abort', done);
    });
  }

  /** A follower has read on. */
  notify(): void {
    for (const listener of this.listeners) listener();
  }

  private take(stream: Stream, bytes: Uint8Array): void {
    let left = Buffer.concat([this.pending[stream], bytes]);
    const rows: Buffer[] = [];
    while (true) {
      const newline = left.indexOf(10);
      const length = newline === -1 ? left.length : newline;
      const partial = length > longestEntry;
      if (newline === -1 && !partial) break;
      const end = partial ? longestEntry : length;
      rows.push(formatEntry(this.clock.stamp(), stream, partial, left.subarray(0, end)));
      left = left.subarray(partial ? end : end + 1);
    }
    // A copy, so that a long run's memory does not hang on its last unfinished line.
    this.pending[stream] = Buffer.from(left);
    if (rows.length === 0) return;
    this.file.append(Buffer.concat(rows));
    this.notify();
  }

  private async rotate(): Promise<void> {
    this.rotating ??= this.waitForFollowers().then(() => {
      this.file = new LogFile();
      this.rotating = undefined;
      this.notify();
    });
    await this.rotating;
  }

  private async waitForFollowers(): Promise<void> {
    const { file } = this;
    const signal = AbortSignal.timeout(rotationPatienceMs);
    const behind = (place: LogPlace): boolean => place.file === file && place.offset < file.size;
    while (!signal.aborted && [...this.followers].some(behind)) await this.changed(signal);
  }
}

/** Where a follower has come to. */
export interface LogPlace {
  file: LogFile;
  offset: number;
}
