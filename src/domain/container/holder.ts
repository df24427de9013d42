import { REQUEST_VARIABLE } from '../request/request-id.ts';

/** How long a holder waits, in whole seconds. */
export interface HolderLimits {
  readonly limitSeconds: number;
  /** The most that extensions may make of it, each of which adds the limit again; absent: it cannot be extended. */
  readonly longestSeconds?: number;
}

/** Where the holder is told to end. A volume mounted there would hide it, or leave a file in what is another's. */
export const HOLDER_FOLDER = '/tmp';

/**
 * The process of a session's container: it only waits, so that commands can be run beside it by exec.
 *
 * A container cannot be removed from a pod, so the process must end by itself: at the time limit whatever happens to
 * Keyhole, and within a second of the file that `releaseCommand` writes. No signal is ever sent: with a target, PID 1
 * of the shared process namespace is the production app. Both the clock and a count bound it, so that a clock set back
 * cannot prolong it. When it ends, the runtime ends whatever else still runs in the container.
 *
 * One that may be extended also looks each second for the file that `extendCommand` writes, whose name alone tells the next
 * limit: nothing is read that could keep it waiting, and whoever makes such files gets the longest limit and no more.
 */
export function holderCommand(requestId: string, limits: HolderLimits): readonly string[] {
  const { limitSeconds, longestSeconds } = limits;
  if (longestSeconds !== undefined && longestSeconds > limitSeconds)
    return ['sh', '-c', extendableScript(requestId, limitSeconds, longestSeconds)];
  // One line, as it stands so in the process list of whoever looks around in the pod.
  const script =
    `${MARK} n=0; end=$(($(date +%s) + ${limitSeconds})); ` +
    `until [ -e ${releaseFile(requestId)} ] || [ "$n" -ge ${limitSeconds} ] || [ "$(date +%s)" -ge "$end" ]; ` +
    'do sleep 1; n=$((n + 1)); done';
  return ['sh', '-c', script];
}

/** Whether a command is a holder's, and all of it: what only begins so may do anything. */
export function isHolder(command: readonly string[]): boolean {
  const script = command[2] ?? '';
  const [, id = ''] = /; until \[ -e \S*-(\w+) \]/.exec(script) ?? [];
  const [, limit = ''] = /\+ (\d+)\)\); (?:until|\[)/.exec(script) ?? [];
  const [, longest] = /\|\| next=(\d+);/.exec(script) ?? [];
  const own = holderCommand(id, {
    limitSeconds: Number(limit),
    ...(longest !== undefined && { longestSeconds: Number(longest) }),
  });
  return command.length === own.length && own.every((word, index) => word === command[index]);
}

/** The command that, run inside the container, makes its holder end within about a second. */
export function releaseCommand(requestId: string): readonly string[] {
  return ['touch', releaseFile(requestId)];
}

/** What a limit is once it is extended, in seconds. */
export function nextLimit(seconds: number, { limitSeconds, longestSeconds }: Required<HolderLimits>): number {
  return Math.max(seconds, Math.min(seconds + limitSeconds, longestSeconds));
}

/**
 * The command that, run inside the container, makes its holder wait for so many seconds in all, the next limit after the one that
 * it has. It goes on until the holder has looked, and so ends with 0 only where the container did not end meanwhile. An exec
 * finds its container by name only: in one that is not of the request it changes nothing and exits with 1.
 */
export function extendCommand(requestId: string, seconds: number): readonly string[] {
  const file = `${releaseFile(requestId)}-${seconds}`;
  return ['sh', '-c', EXTEND, 'keyhole-extend', requestId, file];
}

/** The holder looks about once a second. */
const EXTEND = `[ "$${REQUEST_VARIABLE}" = "$1" ] && touch "$2" && sleep 2`;

/**
 * The command that, run inside the container, ends every other process of it, but the holder and the `sleep` that it
 * waits in. It prints nothing and exits with 0 when none is left, with 1 when some is or it cannot tell.
 *
 * With a target, the target's processes stand in the same `/proc`. What tells them apart is the mount namespace, which
 * each container has its own of: a process whose namespace is another one, or may not be read, is never signalled. So
 * what entered another namespace by itself (`nsenter`, `unshare`) goes on, too. In a reused container this ends the
 * commands of every session that uses it. An exec finds its container by name only, so in one that is not of the request, as of
 * a pod that came instead, it ends nothing and exits with 1.
 */
export function endCommandsCommand(requestId: string): readonly string[] {
  const holder = `${MARK}*${releaseFile(requestId)} `;
  return ['sh', '-c', END_COMMANDS, 'keyhole-end-commands', holder, requestId];
}

function extendableScript(requestId: string, limit: number, longest: number): string {
  const file = releaseFile(requestId);
  return (
    `${MARK} n=0; limit=${limit}; start=$(date +%s); ` +
    `until [ -e ${file} ] || [ "$n" -ge "$limit" ] || [ "$(($(date +%s) - start))" -ge "$limit" ]; ` +
    `do sleep 1; n=$((n + 1)); next=$((limit + ${limit})); [ "$next" -le ${longest} ] || next=${longest}; ` +
    `[ ! -e ${file}-"$next" ] || limit=$next; done`
  );
}

/** Begins the holder's script, and so tells it from other processes. */
const MARK = ': keyhole waits here;';

/** Several rounds, as what is ended may leave children behind; the last ones wait for what takes a while to go. */
const END_COMMANDS = `
parent_of() {
  parent=0
  { while read -r key value rest; do
    case $key in PPid:) parent=$value; break ;; esac
  done < "/proc/$1/status"; } 2>/dev/null
}
is_holder() {
  line=
  { read -r line < "/proc/$1/cmdline"; } 2>/dev/null
  case $line in sh-c$holder*) return 0 ;; *) return 1 ;; esac
}
holder=$1
[ "$${REQUEST_VARIABLE}" = "$2" ] || exit 1
own=$(readlink "/proc/$$/ns/mnt" 2>/dev/null)
[ -n "$own" ] || exit 1
spared=" $$ "
parent_of "$$"
while [ "$parent" -gt 0 ]; do
  spared="$spared$parent "
  parent_of "$parent"
done
for round in 1 2 3 4 5 6; do
  left=0
  [ "$round" -le 3 ] || sleep 1
  for process in /proc/[0-9]*; do
    id=\${process#/proc/}
    case $spared in *" $id "*) continue ;; esac
    theirs=$(readlink "$process/ns/mnt" 2>/dev/null)
    [ "$theirs" = "$own" ] || continue
    if is_holder "$id"; then continue; fi
    parent_of "$id"
    if [ "$parent" -gt 0 ] && is_holder "$parent"; then continue; fi
    left=1
    kill -KILL "$id" 2>/dev/null
  done
  [ "$left" -eq 1 ] || exit 0
done
exit 1
`;

function releaseFile(requestId: string): string {
  return `${HOLDER_FOLDER}/.keyhole-${requestId}`;
}
