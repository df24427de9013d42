import type { ContainerSpec, JsonObject, Pod } from './objects.ts';
import { StatusError, badRequest, invalid, unsupportedMediaType } from './status.ts';

/** Parses a JSON body; 400 in Go's words when it is malformed. */
export function parseJson(body: Buffer): unknown {
  const text = body.toString('utf8');
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw badRequest(jsonProblem(text));
  }
}

/** What Go's encoding/json says about the first bad character (recordings/kubernetes/validation-errors.json). */
function jsonProblem(text: string): string {
  const trimmed = text.trim();
  if (trimmed === '') return 'unexpected end of JSON input';
  const key = /^\{\s*([^"}\s])/.exec(trimmed);
  if (key !== null) return `invalid character '${key[1]}' looking for beginning of object key string`;
  const first = /^[^[{"\dtfn-]/.exec(trimmed);
  if (first !== null) return `invalid character '${first[0]}' looking for beginning of value`;
  return 'unexpected end of JSON input';
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Keys that would reach into JavaScript's own objects. */
const unsafeKeys = new Set(['__proto__', 'constructor', 'prototype']);

/** RFC 7386. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const result: JsonObject = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else if (!unsafeKeys.has(key)) result[key] = mergePatch(result[key], value);
  }
  return result;
}

const rejected = (): StatusError =>
  new StatusError(422, 'Invalid', 'the server rejected our request due to an error in our request', {});

/** RFC 6902, the operations that touch the list of ephemeral containers: add, replace, remove, test. */
export function jsonPatch(target: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch))
    throw badRequest('json: cannot unmarshal object into Go value of type jsonpatch.Patch');
  const root: unknown = structuredClone(target);
  for (const operation of patch as unknown[]) {
    if (!isObject(operation) || typeof operation.path !== 'string') throw rejected();
    const keys = operation.path
      .split('/')
      .slice(1)
      .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
    if (keys.some((key) => unsafeKeys.has(key))) throw rejected();
    const last = keys.pop();
    let parent: unknown = root;
    for (const key of keys)
      parent = isObject(parent) || Array.isArray(parent) ? Reflect.get(parent, key) : undefined;
    if (last === undefined || (!isObject(parent) && !Array.isArray(parent))) throw rejected();
    applyOperation(parent, last, operation);
  }
  return root;
}

function applyOperation(parent: JsonObject | unknown[], key: string, operation: JsonObject): void {
  const { op, value } = operation;
  if (op === 'test') {
    if (JSON.stringify(Reflect.get(parent, key)) !== JSON.stringify(value)) throw rejected();
  } else if (op === 'add' && Array.isArray(parent)) {
    if (key === '-') parent.push(value);
    else parent.splice(Number(key), 0, value);
  } else if (op === 'add' || (op === 'replace' && Reflect.has(parent, key))) {
    Reflect.set(parent, key, value);
  } else if (op === 'remove' && Reflect.has(parent, key)) {
    if (Array.isArray(parent)) parent.splice(Number(key), 1);
    else delete parent[key];
  } else {
    throw rejected();
  }
}

/** Strategic merge of the one list that this server patches: ephemeral containers merge by name, in order. */
function strategicMerge(pod: Pod, patch: JsonObject): JsonObject {
  const spec = isObject(patch.spec) ? patch.spec : {};
  const listed = spec.ephemeralContainers;
  const { ephemeralContainers: _replaced, ...others } = spec;
  const merged = mergePatch(pod, { ...patch, spec: others });
  const result = isObject(merged) ? merged : {};
  if (!Array.isArray(listed)) return result;
  let known: unknown[] = [...(pod.spec.ephemeralContainers ?? [])];
  let fresh: unknown[] = [];
  for (const item of listed as unknown[]) {
    if (hasNamed(known, item)) known = mergeOne(known, item);
    else fresh = mergeOne(fresh, item);
  }
  // New elements come before those that were there, as the recorded field paths show.
  const containers = [...fresh, ...known];
  return {
    ...result,
    spec: { ...(isObject(result.spec) ? result.spec : {}), ephemeralContainers: containers },
  };
}

function hasNamed(containers: unknown[], item: unknown): boolean {
  return isObject(item) && containers.some((known) => isObject(known) && known.name === item.name);
}

function mergeOne(containers: unknown[], item: unknown): unknown[] {
  if (!isObject(item)) throw rejected();
  if (typeof item.name !== 'string') {
    throw new StatusError(500, 'InternalError', 'map: map[] does not contain declared merge key: name', {});
  }
  const index = containers.findIndex((known) => isObject(known) && known.name === item.name);
  if (item.$patch === 'delete') return containers.filter((_, at) => at !== index);
  if (index === -1) return [...containers, item];
  return containers.with(index, mergePatch(containers[index], item));
}

/** Applies a patch body of any flavour to a pod; 415 for other content types. The result is not checked yet. */
export function applyPatch(pod: Pod, contentType: string, body: unknown): JsonObject {
  const plain = structuredClone(pod) as unknown as JsonObject;
  switch (contentType.replace(/;.*$/, '').trim()) {
    case 'application/strategic-merge-patch+json':
      if (!isObject(body)) throw badRequest('cannot unmarshal the patch into an object');
      return strategicMerge(pod, body);
    case 'application/merge-patch+json': {
      const merged = mergePatch(plain, body);
      return isObject(merged) ? merged : {};
    }
    case 'application/json-patch+json': {
      const patched = jsonPatch(plain, body);
      return isObject(patched) ? patched : {};
    }
    default:
      throw unsupportedMediaType();
  }
}

/** How Go prints a decoded JSON value with %v. */
export function goValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goValue).join(' ')}]`;
  if (isObject(value)) {
    const pairs = Object.keys(value)
      .sort()
      .map((key) => `${key}:${goValue(value[key])}`);
    return `map[${pairs.join(' ')}]`;
  }
  if (typeof value === 'string') return value;
  return value === null ? '<nil>' : JSON.stringify(value);
}

/** 422 for unknown fields under fieldValidation=Strict (recordings/kubernetes/patch-flavours.json). */
export function refuseUnknownFields(patch: unknown, containers: ContainerSpec[], known: Set<string>): void {
  const unknown = containers.flatMap((container, index) =>
    Object.keys(container)
      .filter((field) => !known.has(field))
      .map((field) => `unknown field "spec.ephemeralContainers[${index}].${field}"`),
  );
  if (unknown.length === 0) return;
  const message = `Invalid value: "${goValue(patch)}": strict decoding error: ${unknown.join(', ')}`;
  const error = invalid('', '', [{ field: 'patch', reason: 'FieldValueInvalid', message }]);
  const causes = [{ reason: 'FieldValueInvalid', message, field: 'patch' }];
  throw new StatusError(422, 'Invalid', error.message, { causes });
}
