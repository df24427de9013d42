/** Every wait of this room, in milliseconds; tests shorten them. */
export interface Timing {
  /** One HTTP request, credentials included. */
  readonly request: number;
  /** All attempts of one call; no further attempt starts after it. */
  readonly call: number;
  /** The first wait before a call is tried again; it doubles. */
  readonly retry: number;
  /** The longest `Retry-After` that is waited for. */
  readonly longestRetryAfter: number;
  /** How long a connection is kept that no call uses: not as long as an API server keeps it (90 s, k8s.io/apiserver/pkg/server/secure_serving.go). */
  readonly idle: number;
  /** From opening an exec's connection to the server's answer. */
  readonly handshake: number;
  /** Between two pings of an open exec. */
  readonly ping: number;
  /** How long an exec whose server accepted it and then says nothing still counts as perhaps refused (older servers). */
  readonly acceptance: number;
  /** How long output is awaited that overtakes or follows an exec's status. */
  readonly closing: number;
  /** The first and the longest wait between two attempts to exec into a starting container. */
  readonly firstAttempt: number;
  readonly laterAttempts: number;
  /** The longest wait between two attempts while a start without an image pull may still be under way, and how long that is. */
  readonly eagerAttempts: number;
  readonly eager: number;
  /** A start that is quicker than this is not watched. */
  readonly watchAfter: number;
  /**
   * After so long the server ends a pod's first watch, and it goes on in a new one, which may last twice as long, up to
   * `watch`: so a dead connection is noticed, soonest while a container starts.
   */
  readonly firstWatch: number;
  readonly watch: number;
  /** How much longer than that is waited for that end. */
  readonly watchGrace: number;
  /** Between two looks at a pod that may not be watched. */
  readonly podRead: number;
  /** How long a followed container's cluster may be away before the container counts as lost. */
  readonly absence: number;
  /** How long a followed log may go on after its container's end. */
  readonly logEnd: number;
  /** How long a failure that may pass by itself, such as a failed image pull, is borne. */
  readonly patience: number;
  /** The command that releases a container, from its start. */
  readonly release: number;
  /** Between two reloads of credentials that the cluster does not accept. */
  readonly renewal: number;
}

export const TIMING: Timing = {
  request: 10_000,
  call: 15_000,
  retry: 200,
  longestRetryAfter: 5_000,
  idle: 80_000,
  handshake: 10_000,
  ping: 15_000,
  acceptance: 300,
  closing: 1_000,
  firstAttempt: 30,
  laterAttempts: 250,
  eagerAttempts: 60,
  eager: 1_500,
  watchAfter: 1_000,
  firstWatch: 5_000,
  watch: 60_000,
  watchGrace: 2_000,
  podRead: 500,
  absence: 60_000,
  logEnd: 2_000,
  patience: 10_000,
  release: 10_000,
  renewal: 10_000,
};

/** The longest delay that Node's timers take, in milliseconds. */
export const LONGEST_TIMER = 2 ** 31 - 1;
