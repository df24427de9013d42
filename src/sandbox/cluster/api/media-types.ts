import type { Call } from './http.ts';
import { StatusError, unsupportedMediaType } from './status.ts';

const jsonType = 'application/json';

/** The types of a real API server. The sandbox has JSON alone: neither YAML nor protobuf nor server-side apply. */
const serverTypes = [jsonType, 'application/yaml', 'application/vnd.kubernetes.protobuf'];
const streamTypes = ['application/json;stream=watch', 'application/vnd.kubernetes.protobuf;stream=watch'];

const patchTypes = new Set(
  ['json-patch', 'merge-patch', 'strategic-merge-patch'].map((flavour) => `application/${flavour}+json`),
);

/** The type without its parameters, in lower case. */
const bare = (type: string): string => type.replace(/;.*$/s, '').trim().toLowerCase();

const isAny = (type: string): boolean => bare(type) === '*/*';

/** What a path is answered in: the version in JSON alone, a log in text as well. */
function availableTypes(what: string, verb: string): string[] {
  if (what === '/version') return [jsonType];
  if (what === 'pods/log') return ['text/plain', ...serverTypes];
  return ['list', 'watch'].includes(verb) ? [...serverTypes, ...streamTypes] : serverTypes;
}

/** Whether a clause of what a client takes is one that the sandbox answers a call with. */
function isOffered(clause: string, verb: string): boolean {
  if (isAny(clause)) return true;
  if (bare(clause) !== jsonType) return false;
  const as = /;\s*as=(\w+)/.exec(clause)?.[1];
  return as === undefined || (as === 'PartialObjectMetadataList' && verb === 'list');
}

/** Whether a real API server would offer it where the sandbox does not. */
function isOfferedElsewhere(clause: string): boolean {
  const as = /;\s*as=(\w+)/.exec(clause)?.[1];
  if (as !== undefined) return ['Table', 'PartialObjectMetadata', 'PartialObjectMetadataList'].includes(as);
  return serverTypes.includes(bare(clause));
}

/** 406, first in the words of the router, then in those of the API machinery (k8s.io/apiserver, negotiation/errors.go). */
function checkAccept({ accept, verb }: Call, what: string): void {
  if (accept === '') return;
  const clauses = accept.split(',');
  const available = availableTypes(what, verb);
  if (!clauses.some((clause) => isAny(clause) || available.includes(bare(clause)))) {
    const message = `406: Not Acceptable\n\nAvailable representations: ${available.join(', ')}`;
    throw new StatusError(406, 'NotAcceptable', message, {});
  }
  if (what === '/version' || clauses.some((clause) => isOffered(clause, verb))) return;
  const accepted = clauses.some(isOfferedElsewhere) ? [jsonType] : serverTypes;
  const message = `only the following media types are accepted: ${accepted.join(', ')}`;
  throw new StatusError(406, 'NotAcceptable', message);
}

/** What a path of discovery takes and is asked for: a type counts also where nothing is sent. */
export function checkDiscoveryTypes(call: Call, path: string): void {
  const type = bare(call.contentType);
  const known = path === '/version' ? [jsonType] : serverTypes;
  if (path !== '/apis' && type !== '' && !known.includes(type)) throw unsupportedMediaType();
  checkAccept(call, path);
}

/** What a call of a resource sends and takes: 415 for a patch as recorded (recordings/kubernetes/patch-flavours.json). */
export function checkMediaTypes(call: Call, resource: string): void {
  const { verb, body } = call;
  const type = bare(call.contentType);
  if (verb === 'patch' && !patchTypes.has(type)) throw unsupportedMediaType();
  checkAccept(call, resource);
  const sends = verb === 'delete' ? body.length > 0 : ['create', 'update'].includes(verb);
  if (!sends || type === '' || type === jsonType) return;
  const accepted = serverTypes.includes(type) ? [jsonType] : serverTypes;
  const message = `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`;
  throw new StatusError(415, 'UnsupportedMediaType', message);
}
