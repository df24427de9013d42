import type { ContainerSpec } from './objects.ts';

type Rendered = [field: string, value: unknown][];

/** The fields of the API server's internal EphemeralContainer, in their order, with the values of unset ones. */
function rendered(container: ContainerSpec): Rendered {
  const fields: Record<string, unknown> = { ...container };
  const orNull = (name: string): unknown => fields[name] ?? null;
  return [
    ['Name', container.name],
    ['Image', container.image],
    ['Command', orNull('command')],
    ['Args', orNull('args')],
    ['WorkingDir', container.workingDir ?? ''],
    ['Ports', orNull('ports')],
    ['EnvFrom', orNull('envFrom')],
    ['Env', orNull('env')],
    ['Resources', { Limits: null, Requests: null, Claims: null }],
    ['ResizePolicy', null],
    ['RestartPolicy', null],
    ['RestartPolicyRules', null],
    ['VolumeMounts', orNull('volumeMounts')],
    ['VolumeDevices', orNull('volumeDevices')],
    ['LivenessProbe', null],
    ['ReadinessProbe', null],
    ['StartupProbe', null],
    ['Lifecycle', null],
    ['TerminationMessagePath', container.terminationMessagePath],
    ['TerminationMessagePolicy', container.terminationMessagePolicy],
    ['ImagePullPolicy', container.imagePullPolicy],
    ['SecurityContext', orNull('securityContext')],
    ['Stdin', container.stdin ?? false],
    ['StdinOnce', container.stdinOnce ?? false],
    ['TTY', container.tty ?? false],
    ['TargetContainerName', container.targetContainerName ?? ''],
  ];
}

const linesOf = (container: ContainerSpec): string[] =>
  JSON.stringify(Object.fromEntries(rendered(container)), null, 1).split('\n');

const context = 3;

/**
 * The difference of two containers as the API server tells it in "may not be changed"
 * (recordings/kubernetes/validation-errors.json): one hunk from the first to the last changed line. Empty when equal.
 */
export function specDifference(before: ContainerSpec, after: ContainerSpec): string {
  const old = linesOf(before);
  const young = linesOf(after);
  let start = 0;
  while (start < old.length && start < young.length && old[start] === young[start]) start += 1;
  if (start === old.length && start === young.length) return '';
  let end = 0;
  while (end < Math.min(old.length, young.length) - start && old.at(-1 - end) === young.at(-1 - end))
    end += 1;
  const first = Math.max(0, start - context);
  const oldEnd = Math.min(old.length, old.length - end + context);
  const youngEnd = Math.min(young.length, young.length - end + context);
  const body = [
    `@@ -${first + 1},${oldEnd - first} +${first + 1},${youngEnd - first} @@`,
    ...old.slice(first, start).map((line) => ` ${line}`),
    ...old.slice(start, old.length - end).map((line) => `-${line}`),
    ...young.slice(start, young.length - end).map((line) => `+${line}`),
    ...old.slice(old.length - end, oldEnd).map((line) => ` ${line}`),
  ];
  return `${body.join('\n')}\n`;
}
