const NEWLINE = 0x0a;

/** A line with its newline, or a piece of one that is longer than may be held. */
export interface Line {
  readonly bytes: Buffer;
  /** Whether the line ends here; otherwise it goes on in the next. */
  readonly whole: boolean;
}

/** Cuts a stream of bytes into lines, wherever its chunks are cut. Holds at most `longest` bytes and one chunk. */
export class LineSplitter {
  readonly #longest: number;
  #held: Buffer[] = [];
  #heldBytes = 0;

  constructor(longest: number) {
    this.#longest = longest;
  }

  push(chunk: Uint8Array): Line[] {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const lines: Line[] = [];
    let from = 0;
    for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, from)) {
      lines.push({ bytes: this.#take(bytes.subarray(from, at + 1)), whole: true });
      from = at + 1;
    }
    if (from < bytes.length) {
      this.#held.push(bytes.subarray(from));
      this.#heldBytes += bytes.length - from;
    }
    if (this.#heldBytes > this.#longest) lines.push({ bytes: this.rest(), whole: false });
    return lines;
  }

  /** What came after the last newline; it is not held any more. */
  rest(): Buffer {
    return this.#take(Buffer.alloc(0));
  }

  #take(last: Buffer): Buffer {
    const all = this.#held.length === 0 ? last : Buffer.concat([...this.#held, last]);
    this.#held = [];
    this.#heldBytes = 0;
    return all;
  }
}
