/** How much of a log file is kept in one piece, in bytes. */
const blockSize = 64 * 1024;

/** One entry of a log file: a line, or a part of a long one. */
export interface LogEntry {
  /** RFC 3339 with nanoseconds, always of the same length. */
  at: string;
  /** The line goes on in the next entry. */
  partial: boolean;
  content: Buffer;
}

/** A log file in the format of the container runtime interface: `TIME STREAM F|P TEXT`, one entry a row. */
export class LogFile {
  private readonly blocks: Buffer[] = [];
  size = 0;

  append(bytes: Uint8Array): void {
    for (let start = 0; start < bytes.length;) {
      const used = this.size % blockSize;
      if (used === 0) this.blocks.push(Buffer.allocUnsafe(blockSize));
      const part = bytes.subarray(start, start + blockSize - used);
      this.blocks.at(-1)?.set(part, used);
      this.size += part.length;
      start += part.length;
    }
  }

  /** What is there from an offset on, at most one block; empty at the end. */
  read(offset: number): Buffer {
    const index = Math.floor(offset / blockSize);
    const end = Math.min(blockSize, this.size - index * blockSize);
    return (
      this.blocks[index]?.subarray(offset % blockSize, Math.max(offset % blockSize, end)) ?? Buffer.alloc(0)
    );
  }

  /** Where the last `count` entries begin. */
  tailStart(count: number): number {
    if (count === 0) return this.size;
    let left = count;
    for (let index = this.blocks.length - 1; index >= 0; index -= 1) {
      const block = this.blocks[index] ?? Buffer.alloc(0);
      let position = Math.min(blockSize, this.size - index * blockSize);
      while (position > 0) {
        const newline = block.lastIndexOf(10, position - 1);
        if (newline === -1) break;
        // The newline that ends the last entry is no beginning.
        if (index * blockSize + newline + 1 < this.size) left -= 1;
        if (left === 0) return index * blockSize + newline + 1;
        position = newline;
      }
    }
    return 0;
  }
}

export function formatEntry(at: string, stream: string, partial: boolean, content: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`${at} ${stream} ${partial ? 'P' : 'F'} `), content, Buffer.from('\n')]);
}

/** Takes entries out of a file's bytes, which may be cut anywhere. */
export class EntryParser {
  private rest: Buffer = Buffer.alloc(0);

  *push(bytes: Buffer): Generator<LogEntry> {
    let left = this.rest.length === 0 ? bytes : Buffer.concat([this.rest, bytes]);
    for (let end = left.indexOf(10); end !== -1; end = left.indexOf(10)) {
      yield parseEntry(left.subarray(0, end));
      left = left.subarray(end + 1);
    }
    this.rest = Buffer.from(left);
  }
}

function parseEntry(row: Buffer): LogEntry {
  const first = row.indexOf(' ');
  const second = row.indexOf(' ', first + 1);
  return {
    at: row.toString('latin1', 0, first),
    partial: row[second + 1] === 80,
    content: row.subarray(second + 3),
  };
}
