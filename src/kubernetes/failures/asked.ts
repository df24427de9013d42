/** What was asked of a cluster, for sentences. */
export interface Asked {
  readonly cluster: string;
  readonly namespace: string;
  readonly pod?: string;
  /** The debug container that it is about. */
  readonly container?: string;
  /** The verb and resource in the words of RBAC, such as `patch` and `pods/ephemeralcontainers`. */
  readonly verb: string;
  readonly resource: string;
  /** What would do as well, where a right is missing. */
  readonly instead?: string;
}

/** The subject of a sentence about what was asked. */
export function podOf({ pod, namespace }: Asked): string {
  return pod === undefined ? `The namespace ${namespace}` : `The pod ${pod}`;
}

/** A message of the API server; leaves out `pods "x" is forbidden: `, which says nothing new. */
export function withoutPrefix(message: string): string {
  return message.replace(/^\S+ "[^"]*" is forbidden: /, '');
}
