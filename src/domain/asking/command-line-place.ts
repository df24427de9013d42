import { readFlags } from './command-line-flags.ts';
import { type Invalid, invalid, shown } from './command-line-invalid.ts';
import { isCluster, isNamespace } from './command-line-values.ts';

/** Where someone wants to know of; absent: everywhere. The cluster by name or alias. */
export interface TypedPlace {
  readonly cluster?: string;
  readonly namespace?: string;
}

/** Reads `NAMESPACE` or `CLUSTER/NAMESPACE`, or the flags of an ask that say the same, after the verb. */
export function readPlace(
  verb: string,
  words: readonly string[],
): { readonly kind: 'place'; readonly place: TypedPlace } | { readonly kind: 'help' } | Invalid {
  const usage = `write \`/debug ${verb}\`, \`/debug ${verb} NAMESPACE\` or \`/debug ${verb} CLUSTER/NAMESPACE\``;
  if (words.includes('--')) return invalid(`-- is too much: ${usage}.`);
  const flags = readFlags(words);
  if (flags.kind !== 'flags') return flags;
  const other = [...flags.values.keys(), ...flags.switched].find(
    (flag) => flag !== '--namespace' && flag !== '--cluster',
  );
  if (other !== undefined) return invalid(`${other} is too much: ${usage}.`);
  const [place, ...rest] = flags.plain;
  if (rest.length > 0) return invalid(`${shown(rest.join(' '))} is too much: ${usage}.`);
  const parts = place?.split('/') ?? [];
  const namespaces = [...parts.slice(-1), ...(flags.values.get('--namespace') ?? [])];
  const clusters = [...parts.slice(0, -1), ...(flags.values.get('--cluster') ?? [])];
  if (namespaces.length > 1 || clusters.length > 1) return invalid(`There are two of a kind: ${usage}.`);
  const [namespace] = namespaces;
  const [cluster] = clusters;
  if (namespace !== undefined && !isNamespace(namespace))
    return invalid(`${shown(namespace)} cannot be a namespace: ${usage}.`);
  if (cluster !== undefined && !isCluster(cluster))
    return invalid(`${shown(cluster)} cannot be a cluster: ${usage}.`);
  return {
    kind: 'place',
    place: { ...(namespace !== undefined && { namespace }), ...(cluster !== undefined && { cluster }) },
  };
}
