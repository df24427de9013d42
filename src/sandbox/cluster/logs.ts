import type { ByteSink } from './streams.ts';

export interface LogLine {
  at: Date;
  text: string;
}

/** How many lines a container's log keeps, as log rotation bounds a real one. */
const keptLines = 20_000;

/** The log of one container: lines with their time, and listeners that follow it. */
export class ContainerLog {
  private readonly lines: LogLine[] = [];
  private readonly listeners = new Set<() => void>();
  private partial = '';
  private dropped = 0;
  private closed = false;
  private readonly now: () => Date;

  constructor(now: () => Date) {
    this.now = now;
  }

  append(text: string): void {
    const parts = (this.partial + text).split('\n');
    this.partial = parts.pop() ?? '';
    const at = this.now();
    for (const part of parts) this.lines.push({ at, text: part });
    if (this.lines.length > keptLines) {
      this.dropped += this.lines.length - keptLines;
      this.lines.splice(0, this.lines.length - keptLines);
    }
    if (parts.length > 0) this.notify();
  }

  /** A sink for a process's output. */
  sink(): ByteSink {
    const decoder = new TextDecoder();
    return {
      write: (bytes) => {
        this.append(decoder.decode(bytes, { stream: true }));
        return Promise.resolve();
      },
    };
  }

  /** The container ended: a last line without newline is kept, followers are released. */
  close(): void {
    if (this.partial !== '') this.lines.push({ at: this.now(), text: this.partial });
    this.partial = '';
    this.closed = true;
    this.notify();
  }

  get isClosed(): boolean {
    return this.closed;
  }

  /** Lines from an absolute position on, and the position after them. */
  from(position: number): { lines: LogLine[]; next: number } {
    const start = Math.max(0, position - this.dropped);
    return { lines: this.lines.slice(start), next: this.dropped + this.lines.length };
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

  private notify(): void {
    for (const listener of this.listeners) listener();
  }
}
