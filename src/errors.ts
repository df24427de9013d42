import { types } from 'node:util';

/** An unexpected failure with a stable code that logs and tests may rely on; the cause is kept. */
export class KeyholeError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'KeyholeError';
    this.code = code;
  }
}

/** The time for something has not come, as was to be expected: it is tried again. */
export class NotYet extends KeyholeError {
  constructor(message: string) {
    super('not-yet', message);
    this.name = 'NotYet';
  }
}

/** It has to wait for so long, in milliseconds, as someone said: a job waits without it being a failed attempt. */
export class AskedToWait extends NotYet {
  readonly waitMs: number;

  constructor(message: string, waitMs: number) {
    super(message);
    this.name = 'AskedToWait';
    this.waitMs = waitMs;
  }
}

/** The text of whatever was thrown, for a log line or a `cause`; never the place for a person's sentence. */
export function messageOf(error: unknown): string {
  // Not `instanceof`: an error may come from another realm, as under jest.
  return types.isNativeError(error) ? error.message : String(error);
}
