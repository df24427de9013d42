import type { DebugContainer } from '../domain/debug-container.ts';

/** One cluster, as the rest of Keyhole sees it. No method rejects for what a cluster or a network can do. */
export interface Cluster {
  readonly name: string;
  /** The API server's address: two clusters that have the same are one. */
  readonly server: string;
  /** Finds the pod that a person means: `name` is a pod's name or how one begins. */
  findPod(namespace: string, name: string, signal?: AbortSignal): Promise<PodSearch>;
  /** Asks, changing nothing, whether the container could be added to the pod and commands run in it. */
  preflight(options: PreflightOptions): Promise<Preflight>;
  /** Adds the container to exactly this pod. Doing it again with the same container changes nothing. */
  addContainer(options: AddOptions): Promise<Addition>;
  /** Runs one command, at most once. Rejects only with what a callback threw. */
  exec(options: ExecOptions): Promise<ExecOutcome>;
  /** The same in a container that is still starting: tries again, but only while it is certain that nothing ran. */
  execWhenRunning(options: ExecWhenRunningOptions): Promise<ExecOutcome | NeverStarted>;
  /** Lets the process of a debug container end. A container that is over, or whose pod is, counts as gone. */
  release(options: ReleaseOptions): Promise<Release>;
  close(): Promise<void>;
}

/** A pod by its name and the one life of it that is meant. */
export interface PodIdentity {
  readonly name: string;
  readonly uid: string;
}

export interface FoundPod extends PodIdentity {
  /** Such as `Deployment api` or `StatefulSet cart`; absent for a pod without an owner. */
  readonly owner?: string;
  /** Empty while the pod is not scheduled. */
  readonly node: string;
  readonly phase: string;
  readonly containers: readonly PodContainer[];
  /** The container of the annotation `kubectl.kubernetes.io/default-container`, else the first. */
  readonly defaultContainer: string;
  readonly existingDebugContainers: readonly { readonly name: string; readonly running: boolean }[];
  readonly ready: boolean;
  /** Of all its containers together. */
  readonly restarts: number;
  /** Milliseconds since the epoch; absent before a kubelet took the pod up. */
  readonly startedAt?: number;
}

export interface PodContainer {
  readonly name: string;
  readonly ready: boolean;
  readonly running: boolean;
  /** Such as `running` or `waiting (CrashLoopBackOff)`. */
  readonly state: string;
  /** What its own or the pod's security context sets; absent where the image decides. */
  readonly runAsUser?: number;
  readonly runAsGroup?: number;
}

export type PodSearch =
  | { readonly kind: 'found'; readonly pod: FoundPod }
  /** The first ten in order of name; `total` counts them all. */
  | { readonly kind: 'several'; readonly pods: readonly FoundPod[]; readonly total: number }
  | {
      readonly kind: 'none';
      /** Names of pods that are spelled nearly so, best first, at most five. */
      readonly nearest: readonly string[];
      /** Absent where it was not asked or may not be known. */
      readonly namespaceExists?: boolean;
    }
  | Failed;

export interface Failed {
  readonly kind: 'failed';
  readonly sentence: string;
}

export interface PreflightOptions {
  readonly namespace: string;
  readonly pod: PodIdentity;
  readonly container: DebugContainer;
  readonly signal?: AbortSignal;
}

export type Preflight =
  | { readonly kind: 'ok'; readonly warnings: readonly string[] }
  | { readonly kind: 'refused'; readonly sentence: string };

export type AddOptions = PreflightOptions;

export type Addition =
  | { readonly kind: 'added' }
  /** It is certain that the container was not added. */
  | { readonly kind: 'refused'; readonly sentence: string }
  /** No answer came, so the container may be there: release it, or add it again. */
  | { readonly kind: 'unknown'; readonly sentence: string };

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

export interface ReleaseOptions {
  readonly namespace: string;
  readonly pod: PodIdentity;
  readonly container: string;
  /** The command that makes the container's process end. */
  readonly argv: readonly string[];
  readonly signal?: AbortSignal;
}

export type Release = { readonly kind: 'released' } | { readonly kind: 'gone' } | Failed;
