import type { Call } from './http.ts';
import { StatusError, unsupportedMediaType } from './status.ts';

const jsonType = 'application/json';

const patchTypes = new Set(
  ['json-patch', 'merge-patch', 'strategic-merge-patch'].map((flavour) => `application/${flavour}+json`),
);

/** The type without its parameters, in lower case. */
const bare = (type: string): string => type.replace(/;.*$/s, '').trim().toLowerCase();

/** Whether this one of the types that a client takes is one that the sandbox answers a call with. */
function isOffered(clause: string, verb: string): boolean {
  const type = bare(clause);
  if (type === '*/*' || type === 'application/*') return true;
  if (type !== jsonType) return false;
  const as = /;\s*as=(\w+)/.exec(clause)?.[1];
  return as === undefined || (as === 'PartialObjectMetadataList' && verb === 'list');
}

/**
 * What a call sends and takes must be JSON, as the sandbox has neither YAML nor protobuf nor server-side apply: 406 and 415
 * in the words of the API machinery (apiserver/pkg/endpoints/handlers/negotiation/errors.go), for patches as recorded
 * (recordings/kubernetes/patch-flavours.json).
 */
export function checkMediaTypes({ verb, accept, contentType }: Call): void {
  if (accept !== '' && !accept.split(',').some((clause) => isOffered(clause, verb))) {
    const message = `only the following media types are accepted: ${jsonType}`;
    throw new StatusError(406, 'NotAcceptable', message);
  }
  if (verb === 'patch' && !patchTypes.has(bare(contentType))) throw unsupportedMediaType();
  if (['create', 'update'].includes(verb) && contentType !== '' && bare(contentType) !== jsonType) {
    const message = `the body of the request was in an unknown format - accepted media types include: ${jsonType}`;
    throw new StatusError(415, 'UnsupportedMediaType', message);
  }
}
