export interface Terminal {
  /** To stdout: what was asked for. */
  readonly say: (text: string) => void;
  /** To stderr: why it cannot be had. */
  readonly complain: (text: string) => void;
}

/** What the exit code tells: all is well, something was found, or nothing could be done. */
export const EXIT = { fine: 0, problems: 1, usage: 2 } as const;
