/** Stands for the channel of an empty message. */
const NOTHING = -1;

/** What a frame of `v5.channel.k8s.io` and `v4.channel.k8s.io` carries: its first byte is the channel. */
export type Frame =
  | { readonly channel: 'out' | 'err'; readonly data: Buffer }
  | { readonly channel: 'status'; readonly data: Buffer }
  /** Stdin, resize, close signals and whatever is to come: nothing that a reader of output needs. */
  | { readonly channel: 'other' };

/** Splits a frame. The data is a view of the message, byte for byte (recordings/kubernetes/exec-protocol.json). */
export function readFrame(message: Buffer): Frame {
  const data = message.subarray(1);
  switch (message[0] ?? NOTHING) {
    case 1:
      return { channel: 'out', data };
    case 2:
      return { channel: 'err', data };
    case 3:
      return { channel: 'status', data };
    default:
      return { channel: 'other' };
  }
}

/** The address of an exec with its output and without input. */
export function execPath({
  namespace,
  pod,
  container,
  argv,
}: {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly argv: readonly string[];
}): string {
  const query = new URLSearchParams([
    ['container', container],
    ['stdout', 'true'],
    ['stderr', 'true'],
    ...argv.map((word): [string, string] => ['command', word]),
  ]);
  const place = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/exec`;
  return `${place}?${query.toString()}`;
}

/** The subprotocols that carry an exit code, the better one first. */
export const EXEC_PROTOCOLS = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];
