// How the set-up speaks: progress on stderr, so that a task's own output on stdout stays clean.

/** Something a person has to put right; its message is one sentence that says what happened and what to do next. */
export class SetupError extends Error {
  /** @param {string} message @param {ErrorOptions} [options] */
  constructor(message, options) {
    super(message, options);
    this.name = 'SetupError';
  }
}

/** Writes one progress line. @param {string} line */
export function say(line) {
  process.stderr.write(`${line}\n`);
}
