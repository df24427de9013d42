import type { LogPosition } from '../../domain/container/log-position.ts';
import type { LogLines } from '../cluster.ts';
import { type Line, LineSplitter } from './line-splitter.ts';
import { LogMark, type LogPiece } from './log-mark.ts';
import { readStamp } from './log-time.ts';

/** A line that is longer is given in pieces, so that a log without newlines takes no more memory than this. */
const LONGEST_PIECE = 1024 * 1024;
/** Lines that came together are given together, up to here. */
const LONGEST_BATCH = 16 * 1024;

/**
 * Reads one container's log over as many connections as it takes. Each connection is asked for the lines since the
 * second of the position, and what was given already is left out. Knows no network.
 */
export class LogCursor {
  readonly #earlier: LogPosition | undefined;
  #position: LogPosition | undefined;
  #splitter = new LineSplitter(LONGEST_PIECE);
  #given = new LogMark(undefined);
  #known: LogMark;
  /** The line that is under way where it comes in pieces; without a time it is none of the container's. */
  #open: { readonly time: string | undefined; readonly bytes: number } | undefined;

  /** `earlier`: where an earlier reader stopped. What was before comes again and is marked so. */
  constructor(earlier?: LogPosition) {
    this.#earlier = earlier;
    this.#known = new LogMark(earlier);
  }

  /** Right after what was given last; undefined before anything was. */
  get position(): LogPosition | undefined {
    return this.#position;
  }

  /** To be called before the chunks of a further connection: half a line of the last one is forgotten. */
  beginAgain(): void {
    this.#splitter = new LineSplitter(LONGEST_PIECE);
    this.#given = new LogMark(this.#position);
    this.#known = new LogMark(this.#earlier);
    this.#open = undefined;
  }

  read(chunk: Uint8Array): LogLines[] {
    const batches = new Batches();
    for (const line of this.#splitter.push(chunk)) this.#take(line, batches);
    return batches.all();
  }

  /** What is left when the log is over: a last line without its newline. */
  finish(): LogLines[] {
    const batches = new Batches();
    this.#take({ bytes: this.#splitter.rest(), whole: true }, batches);
    return batches.all();
  }

  #take({ bytes, whole }: Line, batches: Batches): void {
    const stamped = this.#open ? { time: this.#open.time, text: bytes } : readStamp(bytes);
    const from = this.#open?.bytes ?? 0;
    const text = stamped?.text ?? Buffer.alloc(0);
    this.#open = whole ? undefined : { time: stamped?.time, bytes: from + text.length };
    // Without a time it is no line of the container, but what the node has to say about its log.
    if (stamped?.time === undefined) return;
    const piece = { time: stamped.time, from, length: text.length, whole };
    const given = this.#given.covers(piece);
    const known = Math.max(given, this.#known.covers(piece));
    if (given < known) {
      const position = this.#move(piece, known);
      batches.add({ text: text.subarray(given, known), position, again: true });
    }
    if (known < text.length) {
      const position = this.#move(piece, text.length);
      batches.add({ text: text.subarray(known), position, again: false });
    }
  }

  /** Moves to after so many bytes of the piece. */
  #move({ time, from, length, whole }: LogPiece, given: number): LogPosition {
    const before = this.#position?.time === time ? this.#position.lines : 0;
    const ended = whole && given === length;
    this.#position = ended ? { time, lines: before + 1 } : { time, lines: before, bytes: from + given };
    return this.#position;
  }
}

class Batches {
  readonly #all: LogLines[] = [];
  #parts: Buffer[] = [];
  #size = 0;
  #last: LogLines | undefined;

  add(lines: LogLines): void {
    if (this.#last && (this.#last.again !== lines.again || this.#size + lines.text.length > LONGEST_BATCH)) {
      this.#flush();
    }
    this.#parts.push(lines.text);
    this.#size += lines.text.length;
    this.#last = lines;
  }

  all(): LogLines[] {
    this.#flush();
    return this.#all;
  }

  #flush(): void {
    if (this.#last) this.#all.push({ ...this.#last, text: Buffer.concat(this.#parts) });
    this.#parts = [];
    this.#size = 0;
    this.#last = undefined;
  }
}
