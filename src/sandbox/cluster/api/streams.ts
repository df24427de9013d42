import { randomBytes } from 'node:crypto';

/** Where bytes come from: null at the end. */
export interface ByteSource {
  read(): Promise<Uint8Array | null>;
}

/** Where bytes go; `write` resolves when the other side can take more, and rejects with BrokenPipe when nobody reads. */
export interface ByteSink {
  write(bytes: Uint8Array): Promise<void>;
}

/** Nobody reads the other end any more; a process that meets it dies of SIGPIPE. */
export class BrokenPipe extends Error {
  constructor() {
    super('write error: Broken pipe');
    this.name = 'BrokenPipe';
  }
}

/** As Linux: a writer waits while this many bytes are unread. */
const capacity = 64 * 1024;

/** A pipe between two commands with back-pressure in both directions. */
export class Pipe implements ByteSource, ByteSink {
  private readonly chunks: Uint8Array[] = [];
  private buffered = 0;
  private ended = false;
  private readerGone = false;
  private wakeReaders: (() => void)[] = [];
  private wakeWriters: (() => void)[] = [];

  async read(): Promise<Uint8Array | null> {
    while (true) {
      const chunk = this.chunks.shift();
      if (chunk !== undefined) {
        this.buffered -= chunk.length;
        wakeAll(this.wakeWriters);
        return chunk;
      }
      if (this.ended) return null;
      await new Promise<void>((resolve) => this.wakeReaders.push(resolve));
    }
  }

  async write(bytes: Uint8Array): Promise<void> {
    while (this.buffered >= capacity && !this.readerGone && !this.ended) {
      await new Promise<void>((resolve) => this.wakeWriters.push(resolve));
    }
    if (this.readerGone || this.ended) throw new BrokenPipe();
    if (bytes.length === 0) return;
    this.chunks.push(bytes);
    this.buffered += bytes.length;
    wakeAll(this.wakeReaders);
  }

  /** The writer is done: readers get what is left, then the end. */
  closeWrite(): void {
    this.ended = true;
    wakeAll(this.wakeReaders);
    wakeAll(this.wakeWriters);
  }

  /** The reader is gone: the next write breaks. */
  closeRead(): void {
    this.readerGone = true;
    this.chunks.length = 0;
    wakeAll(this.wakeWriters);
  }
}

function wakeAll(waiting: (() => void)[]): void {
  for (const wake of waiting.splice(0)) wake();
}

export const emptySource: ByteSource = { read: () => Promise.resolve(null) };
export const nullSink: ByteSink = { write: () => Promise.resolve() };

/** A source with these bytes and nothing more. */
export function sourceOf(bytes: Uint8Array): ByteSource {
  let left: Uint8Array | null = bytes.length === 0 ? null : bytes;
  return {
    read() {
      const chunk = left;
      left = null;
      return Promise.resolve(chunk);
    },
  };
}

/** Endless zeros, as /dev/zero gives. */
export const zeros: ByteSource = {
  async read() {
    await new Promise<void>((resolve) => setImmediate(resolve));
    return new Uint8Array(capacity);
  },
};

/** Endless random bytes, as /dev/urandom gives. */
export const randomness: ByteSource = {
  async read() {
    await new Promise<void>((resolve) => setImmediate(resolve));
    return randomBytes(4096);
  },
};

/** Too much for one command to hold: a real container would meet its memory limit. */
export class OutOfMemory extends Error {
  constructor() {
    super('out of memory');
    this.name = 'OutOfMemory';
  }
}

/** Everything until the end; OutOfMemory beyond `limit` bytes. */
export async function readAll(source: ByteSource, limit = 64 * 1024 * 1024): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (let chunk = await source.read(); chunk !== null; chunk = await source.read()) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > limit) throw new OutOfMemory();
  }
  return Buffer.concat(chunks);
}

/** Wraps a source so that several readers after one another see all bytes: what one took too much, the next gets. */
export class BufferedSource implements ByteSource {
  private readonly source: ByteSource;
  private rest: Uint8Array | null = null;
  private pending: Promise<Uint8Array | null> | undefined;

  constructor(source: ByteSource) {
    this.source = source;
  }

  async read(): Promise<Uint8Array | null> {
    const rest = this.rest;
    this.rest = null;
    if (rest !== null) return rest;
    this.pending ??= this.source.read();
    const chunk = await this.pending;
    this.pending = undefined;
    return chunk;
  }

  /** Whether something (or the end) can be read before the deadline; what arrives later stays for the next reader. */
  async readable(deadline: Promise<void>): Promise<boolean> {
    if (this.rest !== null) return true;
    this.pending ??= this.source.read();
    const arrived = this.pending.then(() => true);
    return Promise.race([arrived, deadline.then(() => false)]);
  }

  /** Gives bytes back that the reader did not want. */
  unread(bytes: Uint8Array): void {
    if (bytes.length > 0) this.rest = this.rest === null ? bytes : Buffer.concat([bytes, this.rest]);
  }

  /** One line without its newline; `complete` is false when the end came first. */
  async readLine(): Promise<{ line: string; complete: boolean }> {
    const parts: Uint8Array[] = [];
    for (let chunk = await this.read(); chunk !== null; chunk = await this.read()) {
      const end = chunk.indexOf(10);
      if (end !== -1) {
        this.unread(chunk.subarray(end + 1));
        parts.push(chunk.subarray(0, end));
        return { line: Buffer.concat(parts).toString('utf8'), complete: true };
      }
      parts.push(chunk);
    }
    return { line: Buffer.concat(parts).toString('utf8'), complete: false };
  }
}
