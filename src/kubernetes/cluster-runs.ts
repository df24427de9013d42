import type { LogPosition } from '../domain/container/log-position.ts';
import type { ContainerOptions } from './cluster-containers.ts';

export interface ExecOptions {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly argv: readonly string[];
  /** Ends the connection, not the command: that lives on in the container until the container ends. */
  readonly signal?: AbortSignal;
  /** Counted from the moment that the command was accepted, in milliseconds. */
  readonly timeoutMs: number;
  /**
   * Called once, when it is certain that the command was accepted, with the milliseconds since the cluster took it.
   * Output waits for it.
   */
  readonly onOpen?: (sinceMs: number) => void | Promise<void>;
  /** Called in the order of arrival, one at a time; while a promise is pending the connection is not read. */
  readonly onOutput: (stream: 'out' | 'err', data: Buffer) => void | Promise<void>;
}

export interface ExecWhenRunningOptions extends ExecOptions {
  readonly podUid: string;
  /** Asked before each attempt; `false` ends it as aborted, and it is certain that nothing ran. */
  readonly mayStart?: () => Promise<boolean>;
  /** How long the container may take to start, in milliseconds. */
  readonly startTimeoutMs: number;
}

export type ExecOutcome =
  | { readonly kind: 'exited'; readonly code: number }
  /** The container has no such program, or may not run it. */
  | { readonly kind: 'could-not-start'; readonly sentence: string }
  | ExecRefusal
  | { readonly kind: 'timed-out' }
  /** The signal ended it. `handedOver`: the command may have reached the cluster; else it is certain that nothing ran. */
  | { readonly kind: 'aborted'; readonly handedOver: boolean }
  /** The connection was lost after the command was handed over: whether and how it ended is unknown. */
  | { readonly kind: 'lost'; readonly sentence: string };

/** It is certain that nothing ran. */
export interface ExecRefusal {
  readonly kind: 'refused';
  /** The HTTP status; absent where no connection was made. */
  readonly status?: number;
  readonly sentence: string;
  /** Whether the same may be accepted a moment later, as when the container is still starting. */
  readonly retryable: boolean;
  /** How long the server asks to wait. */
  readonly retryAfterMs?: number;
}

export interface NeverStarted {
  readonly kind: 'never-started';
  readonly sentence: string;
}

export interface FollowOptions extends ContainerOptions {
  /** How long the container may take to start, and then to end, in milliseconds. */
  readonly startTimeoutMs: number;
  readonly timeoutMs: number;
  /** Where an earlier follower stopped: the lines up to there come again, marked as such. */
  readonly after?: LogPosition;
  /** Called once, when the container is known to have started, with the milliseconds since then. */
  readonly onStarted?: (sinceMs: number) => void | Promise<void>;
  /** Called in the order of the log, one at a time; while a promise is pending the connection is not read. */
  readonly onLines: (lines: LogLines) => void | Promise<void>;
}

/** Whole lines, at most about 16 KiB of them, or one longer line. */
export interface LogLines {
  readonly text: Buffer;
  /** Right after the last of them. */
  readonly position: LogPosition;
  /** They were given to the earlier follower already. */
  readonly again: boolean;
}

export type FollowOutcome =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'could-not-start'; readonly sentence: string }
  | NeverStarted
  /** Keyhole stopped waiting; the process goes on. */
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'aborted' }
  /** The pod is gone, or the cluster does not answer any more: how it ended is unknown. */
  | { readonly kind: 'lost'; readonly sentence: string };
