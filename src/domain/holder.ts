/**
 * The process of a session's container: it only waits, so that commands can be run beside it by exec.
 *
 * A container cannot be removed from a pod, so the process must end by itself: at the time limit whatever happens to
 * Keyhole, and within a second of the file that `releaseCommand` writes. No signal is ever sent: with a target, PID 1
 * of the shared process namespace is the production app. Both the clock and a count bound it, so that a clock set back
 * cannot prolong it. When it ends, the runtime ends whatever else still runs in the container.
 */
export function holderCommand(requestId: string, limitSeconds: number): readonly string[] {
  // One line, as it stands so in the process list of whoever looks around in the pod.
  const script =
    `: keyhole waits here; n=0; end=$(($(date +%s) + ${limitSeconds})); ` +
    `until [ -e ${releaseFile(requestId)} ] || [ "$n" -ge ${limitSeconds} ] || [ "$(date +%s)" -ge "$end" ]; ` +
    'do sleep 1; n=$((n + 1)); done';
  return ['sh', '-c', script];
}

/** The command that, run inside the container, makes its holder end within about a second. */
export function releaseCommand(requestId: string): readonly string[] {
  return ['touch', releaseFile(requestId)];
}

function releaseFile(requestId: string): string {
  return `/tmp/.keyhole-${requestId}`;
}
