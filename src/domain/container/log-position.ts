/** A place in a container's log: a time as the cluster writes it, and how many lines of that very time are before it. */
export interface LogPosition {
  readonly time: string;
  readonly lines: number;
  /** How many bytes of the next line are before it, too: where a very long line is given in pieces. */
  readonly bytes?: number;
}
