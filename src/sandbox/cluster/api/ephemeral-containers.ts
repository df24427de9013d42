import { checkPolicies } from './admission-policy.ts';
import type { AdmissionPolicy } from './admission-policy.ts';
import type { ContainerSpec, JsonObject, Pod } from './objects.ts';
import { timestamp } from './objects.ts';
import { applyPatch, isObject, parseJson, refuseUnknownFields } from './patches.ts';
import { enforcedStandard, podSecurityViolation } from './pod-security.ts';
import { specDifference } from './spec-difference.ts';
import { conflict, forbidden, invalid } from './status.ts';
import { ephemeralErrors, knownFields } from './validation.ts';

export interface EphemeralUpdate {
  contentType: string;
  body: Buffer;
  fieldManager: string;
  strict: boolean;
  namespaceLabels: Record<string, string> | undefined;
  policies: readonly AdmissionPolicy[];
  now: Date;
}

/** What a PATCH of pods/ephemeralcontainers makes of a pod. Throws the StatusError that the API server answers. */
export function patchEphemeralContainers(pod: Pod, update: EphemeralUpdate): Pod {
  const patch = parseJson(update.body);
  const patched = applyPatch(pod, update.contentType, patch);
  checkPreconditions(pod, patched);
  return replaceEphemeralContainers(pod, patched, update, patch);
}

/** What a PUT of the whole pod to the subresource makes of it. */
export function putEphemeralContainers(pod: Pod, update: EphemeralUpdate): Pod {
  const wanted = parseJson(update.body);
  const object = isObject(wanted) ? wanted : {};
  checkPreconditions(pod, object);
  return replaceEphemeralContainers(pod, object, update, wanted);
}

/** A foreign uid is 422, a stale resourceVersion 409 (recordings/kubernetes/patch-flavours.json). */
function checkPreconditions(pod: Pod, patched: JsonObject): void {
  const metadata = isObject(patched.metadata) ? patched.metadata : {};
  const { resourceVersion, uid } = metadata;
  if (
    typeof resourceVersion === 'string' &&
    resourceVersion !== '' &&
    resourceVersion !== pod.metadata.resourceVersion
  ) {
    throw conflict('pods', pod.metadata.name);
  }
  if (typeof uid === 'string' && uid !== '' && uid !== pod.metadata.uid) {
    const message = `Invalid value: "${uid}": field is immutable`;
    const error = { field: 'metadata.uid', reason: 'FieldValueInvalid' as const, message };
    throw invalid('Pod', pod.metadata.name, [error, error]);
  }
}

function replaceEphemeralContainers(
  pod: Pod,
  patched: JsonObject,
  update: EphemeralUpdate,
  body: unknown,
): Pod {
  const spec = isObject(patched.spec) ? patched.spec : {};
  const raw = Array.isArray(spec.ephemeralContainers) ? (spec.ephemeralContainers as unknown[]) : [];
  const listed = raw.filter(isObject) as unknown as ContainerSpec[];
  if (update.strict) refuseUnknownFields(body, listed, knownFields);
  const containers = listed.map((container) => defaulted(container));
  const result: Pod = structuredClone(pod);
  if (containers.length > 0) result.spec.ephemeralContainers = containers;
  else delete result.spec.ephemeralContainers;
  checkSecurity(result, update);
  const errors = ephemeralErrors(result);
  if (errors.length > 0) throw invalid('Pod', pod.metadata.name, errors);
  refuseChanges(pod, containers);
  const known = new Set((pod.spec.ephemeralContainers ?? []).map(({ name }) => name));
  const added = containers.filter(({ name }) => !known.has(name));
  checkPolicies(update.policies, { namespace: pod.metadata.namespace ?? '', name: pod.metadata.name }, added);
  if (JSON.stringify(containers) === JSON.stringify(pod.spec.ephemeralContainers ?? [])) return pod;
  result.metadata.generation = (pod.metadata.generation ?? 1) + 1;
  result.metadata.managedFields = [
    ...(pod.metadata.managedFields ?? []),
    {
      manager: update.fieldManager,
      operation: 'Update',
      apiVersion: 'v1',
      time: timestamp(update.now),
      fieldsType: 'FieldsV1',
      fieldsV1: { 'f:spec': { 'f:ephemeralContainers': {} } },
      subresource: 'ephemeralcontainers',
    },
  ];
  return result;
}

function checkSecurity(pod: Pod, update: EphemeralUpdate): void {
  const why = podSecurityViolation(pod, enforcedStandard(update.namespaceLabels));
  if (why !== undefined) throw forbidden('pods', pod.metadata.name, why);
}

/** Ephemeral containers are never changed and never removed. */
function refuseChanges(pod: Pod, containers: ContainerSpec[]): void {
  const forbid = (message: string): Error =>
    invalid('Pod', pod.metadata.name, [
      { field: 'spec.ephemeralContainers', reason: 'FieldValueForbidden', message: `Forbidden: ${message}` },
    ]);
  for (const before of pod.spec.ephemeralContainers ?? []) {
    const after = containers.find((container) => container.name === before.name);
    const existing = `existing ephemeral containers "${before.name}" may not be`;
    if (after === undefined) throw forbid(`${existing} removed\n`);
    const difference = specDifference(before, after);
    if (difference !== '') throw forbid(`${existing} changed\n${difference}`);
  }
}

/** Unknown fields dropped, defaults filled in as the API server does. */
function defaulted(container: ContainerSpec): ContainerSpec {
  const known = Object.entries(container).filter(([field]) => knownFields.has(field));
  const image = container.image ?? '';
  const untagged = !/[:@][^/]*$/.test(image) || image.endsWith(':latest');
  const spec = Object.fromEntries(known) as unknown as ContainerSpec;
  return {
    ...spec,
    name: container.name ?? '',
    image,
    resources: spec.resources ?? {},
    terminationMessagePath: spec.terminationMessagePath ?? '/dev/termination-log',
    terminationMessagePolicy: spec.terminationMessagePolicy ?? 'File',
    imagePullPolicy: spec.imagePullPolicy ?? (untagged ? 'Always' : 'IfNotPresent'),
  };
}
