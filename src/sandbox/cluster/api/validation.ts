import type { ContainerSpec, Pod } from './objects.ts';
import type { FieldError } from './status.ts';

const forbiddenFields = [
  'ports',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'lifecycle',
  'resources',
  'resizePolicy',
  'restartPolicy',
  'restartPolicyRules',
] as const;

/** All fields of core/v1 EphemeralContainer; others are unknown. */
export const knownFields = new Set<string>([
  ...forbiddenFields,
  ...(
    'name image command args workingDir env envFrom volumeMounts volumeDevices terminationMessagePath terminationMessagePolicy ' +
    'imagePullPolicy securityContext stdin stdinOnce tty targetContainerName'
  ).split(' '),
]);

const labelRule =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

const required = (field: string): FieldError => ({
  field,
  reason: 'FieldValueRequired',
  message: 'Required value',
});
const invalidValue = (field: string, value: string, why: string): FieldError => ({
  field,
  reason: 'FieldValueInvalid',
  message: `Invalid value: ${JSON.stringify(value)}: ${why}`,
});
const notFoundValue = (field: string, value: string): FieldError => ({
  field,
  reason: 'FieldValueNotFound',
  message: `Not found: ${JSON.stringify(value)}`,
});
const notSupported = (field: string, value: string, supported: string[]): FieldError => ({
  field,
  reason: 'FieldValueNotSupported',
  message: `Unsupported value: ${JSON.stringify(value)}: supported values: ${supported.map((one) => `"${one}"`).join(', ')}`,
});

/** RFC 1123 label: the errors of one name. */
export function labelErrors(field: string, name: string): FieldError[] {
  if (name === '') return [required(field)];
  const errors: FieldError[] = [];
  if (name.length > 63) errors.push(invalidValue(field, name, 'must be no more than 63 characters'));
  if (!/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name)) errors.push(invalidValue(field, name, labelRule));
  return errors;
}

function isSet(value: unknown): boolean {
  if (value === undefined || value === null) return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

/** What the API server refuses in one ephemeral container (recordings/kubernetes/validation-errors.json). */
function containerErrors(pod: Pod, container: ContainerSpec, path: string): FieldError[] {
  const errors: FieldError[] = labelErrors(`${path}.name`, container.name);
  const { image } = container;
  if (image === '') errors.push(required(`${path}.image`));
  else if (image !== image.trim()) {
    errors.push(invalidValue(`${path}.image`, image, 'must not have leading or trailing whitespace'));
  }
  errors.push(...policyErrors(container, path), ...referenceErrors(pod, container, path));
  for (const [index, { name }] of (container.env ?? []).entries()) {
    const field = `${path}.env[${index}].name`;
    if (name === '') errors.push(required(field));
    else if (!/^[ -<>-~]+$/.test(name)) {
      const why =
        "a valid environment variable name must consist only of printable ASCII characters other than '='";
      errors.push(invalidValue(field, name, why));
    }
  }
  const fields: Record<string, unknown> = { ...container };
  for (const field of forbiddenFields) {
    if (!isSet(fields[field])) continue;
    errors.push({
      field: `${path}.${field}`,
      reason: 'FieldValueForbidden',
      message: 'Forbidden: cannot be set for an Ephemeral Container',
    });
  }
  return errors;
}

function policyErrors(container: ContainerSpec, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const pulls = ['Always', 'IfNotPresent', 'Never'];
  const messages = ['File', 'FallbackToLogsOnError'];
  const pull = container.imagePullPolicy ?? '';
  const message = container.terminationMessagePolicy ?? '';
  if (!pulls.includes(pull)) errors.push(notSupported(`${path}.imagePullPolicy`, pull, pulls));
  if (!messages.includes(message)) {
    errors.push(notSupported(`${path}.terminationMessagePolicy`, message, messages));
  }
  const uid = container.securityContext?.runAsUser;
  if (uid !== undefined && (!Number.isInteger(uid) || uid < 0)) {
    errors.push(
      invalidValue(
        `${path}.securityContext.runAsUser`,
        String(uid),
        'must be between 0 and 2147483647, inclusive',
      ),
    );
  }
  return errors;
}

function referenceErrors(pod: Pod, container: ContainerSpec, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const volumes = new Set((pod.spec.volumes ?? []).map((volume) => volume.name));
  for (const [index, mount] of (container.volumeMounts ?? []).entries()) {
    const field = `${path}.volumeMounts[${index}]`;
    if (!volumes.has(mount.name)) errors.push(notFoundValue(`${field}.name`, mount.name));
    if (mount.subPath !== undefined && mount.subPath !== '') {
      errors.push({
        field: `${field}.subPath`,
        reason: 'FieldValueForbidden',
        message: 'Forbidden: cannot be set for an Ephemeral Container',
      });
    }
  }
  const target = container.targetContainerName;
  const targets = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].map((one) => one.name);
  if (target !== undefined && target !== '' && !targets.includes(target)) {
    errors.push(notFoundValue(`${path}.targetContainerName`, target));
  }
  return errors;
}

/** The errors of all ephemeral containers of a pod as it would become. */
export function ephemeralErrors(pod: Pod): FieldError[] {
  const taken = new Set([...pod.spec.containers, ...(pod.spec.initContainers ?? [])].map((one) => one.name));
  return (pod.spec.ephemeralContainers ?? []).flatMap((container, index) => {
    const path = `spec.ephemeralContainers[${index}]`;
    const errors = containerErrors(pod, container, path);
    if (taken.has(container.name)) {
      errors.push({
        field: `${path}.name`,
        reason: 'FieldValueDuplicate',
        message: `Duplicate value: ${JSON.stringify(container.name)}`,
      });
    }
    taken.add(container.name);
    return errors;
  });
}
