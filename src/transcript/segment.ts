/** A piece of a run's output that may be shown and stored. */
export interface OutputSegment {
  readonly stream: 'out' | 'err';
  /** Decoded, without control characters, redacted. Whole lines with their newlines, except for a line too long to wait for and the last of a run. */
  readonly text: string;
  /** What the stream printed is not text: this is the readable text in it. */
  readonly binary?: true;
}
