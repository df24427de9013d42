import type { LogPosition } from '../../domain/container/log-position.ts';
import { compareTimes } from './log-time.ts';

/** A line of a log, its newline included, or a piece of one. */
export interface LogPiece {
  readonly time: string;
  /** Where in its line it begins. */
  readonly from: number;
  readonly length: number;
  /** Whether the line ends with it. */
  readonly whole: boolean;
}

/**
 * Finds a position in a log that is read once more. Lines of the position's own time are counted, as a log may have
 * several of one time; a position that has been rotated away is passed by the first later line.
 */
export class LogMark {
  readonly #position: LogPosition | undefined;
  #lines = 0;
  #passed: boolean;

  /** Undefined: the log's beginning. */
  constructor(position: LogPosition | undefined) {
    this.#position = position;
    this.#passed = position === undefined;
  }

  /** How many bytes of the piece are before the mark. To be asked once for each piece, in order. */
  covers({ time, from, length, whole }: LogPiece): number {
    if (this.#passed || !this.#position) return 0;
    const order = compareTimes(time, this.#position.time);
    if (order < 0) return length;
    if (order === 0 && this.#lines < this.#position.lines) {
      if (whole) this.#lines += 1;
      return length;
    }
    const bytes = order === 0 ? (this.#position.bytes ?? 0) : 0;
    const covered = Math.min(Math.max(bytes - from, 0), length);
    this.#passed = whole || covered < length;
    return covered;
  }
}
