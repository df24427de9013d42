import type { PlannedRun } from '../request/plan.ts';

/** What someone at 3 a.m. wants to see first: who am I, what runs there, memory, mounts of the target, who listens. */
export const DEFAULT_COMMANDS: readonly string[] = [
  'id',
  // Without the holder and this look itself, whose scripts would fill a phone's screen.
  "ps -o pid,user,args | grep -vE 'keyhole (waits|looks)|grep -vE|cut -c' | cut -c 1-120",
  'head -n 5 /proc/meminfo',
  // Without those of the kernel, which every container has: three of four.
  "grep -vE ' /(proc|sys|dev)' /proc/1/mounts",
  'netstat -tln',
];

const SCRIPT =
  ': keyhole looks around; for c in "$@"; do printf \'$ %s\\n\' "$c"; sh -c "$c" || echo "(exit code $?)"; echo; done';

/**
 * One run that shows each command and its output. A command that fails says so and does not keep the next one back,
 * so the run itself always ends with 0.
 */
export function firstLook(commands: readonly string[] = DEFAULT_COMMANDS): PlannedRun {
  return {
    title: 'First look',
    text: commands.join('\n'),
    argv: ['sh', '-c', SCRIPT, 'keyhole-first-look', ...commands],
  };
}
