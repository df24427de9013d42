/** How a debug container stands, as `kubectl describe pod` would tell it. Times are milliseconds since the epoch. */
export interface ContainerReport {
  readonly name: string;
  /** As it was asked for. */
  readonly image: string;
  /** What was pulled, with its digest; absent before it was. */
  readonly imageId?: string;
  /** With the runtime, such as `containerd://…`; absent before there is one. */
  readonly containerId?: string;
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly state: ContainerState;
  readonly ready: boolean;
  readonly restarts: number;
  /** When the cluster was asked. */
  readonly seenAt: number;
}

export type ContainerState =
  /** The cluster has said nothing about it yet. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'waiting'; readonly reason: string; readonly message?: string }
  | { readonly kind: 'running'; readonly startedAt?: number }
  | {
      readonly kind: 'terminated';
      readonly reason: string;
      readonly exitCode: number;
      readonly startedAt?: number;
      readonly finishedAt?: number;
      readonly message?: string;
    };
