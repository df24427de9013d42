import { readFlags } from './command-line-flags.ts';
import { type Invalid, invalid, shown } from './command-line-invalid.ts';
import { isCluster, isNamespace, LONGEST_REASON } from './command-line-values.ts';
import { requestIdIn } from '../request/request-id.ts';

/** What can be typed after `/debug` beside an ask. */
export type Verb =
  /** A question about a request that there is already. */
  | { readonly kind: 'inquiry'; readonly about: 'status' | 'logs'; readonly requestId: string }
  /** To end a session early. */
  | { readonly kind: 'end'; readonly requestId: string }
  /** To stop all of Keyhole, and to take that back. */
  | { readonly kind: 'freeze'; readonly reason?: string }
  | { readonly kind: 'unfreeze' }
  /** What whoever asks may do, everywhere or where they say. */
  | { readonly kind: 'policy'; readonly cluster?: string; readonly namespace?: string }
  | { readonly kind: 'help' };

const ABOUT_A_REQUEST: ReadonlyMap<string, 'status' | 'logs' | 'end'> = new Map([
  ['status', 'status'],
  ['logs', 'logs'],
  ['log', 'logs'],
  ['end', 'end'],
]);
const FREEZE = /^freeze(?:\s+(?:--reason[\s=]\s*)?(?<reason>.*))?$/is;

/** The words that begin something else than an ask. */
export const VERBS = ['help', 'status', 'logs', 'end', 'policy', 'freeze', 'unfreeze'] as const;

/** Reads the global stop. Its reason is all that follows, as an apostrophe in it must not stand in an emergency's way. */
export function readFreeze(text: string): Verb | Invalid | undefined {
  const match = FREEZE.exec(text);
  if (!match) return undefined;
  const reason = (match.groups?.['reason'] ?? '').trim().replace(/^(["'])(.*)\1$/s, '$2');
  // Who asks how it works must not stop everything.
  if (/^(?:-h|--help|help)$/i.test(reason)) return { kind: 'help' };
  if (reason.length > LONGEST_REASON)
    return invalid(`The reason is longer than ${LONGEST_REASON} characters: shorten it.`);
  return { kind: 'freeze', ...(reason !== '' && { reason }) };
}

/** Reads the words of everything else that is no ask; undefined where they do not begin so. */
export function readVerb([first = '', ...others]: readonly string[]): Verb | Invalid | undefined {
  const verb = first.toLowerCase();
  if (verb === 'help') return { kind: 'help' };
  if (verb === 'policy') return readPolicy(others);
  if (verb === 'unfreeze') {
    return others.length === 0
      ? { kind: 'unfreeze' }
      : invalid(`${shown(others.join(' '))} is too much: write \`/debug unfreeze\` alone.`);
  }
  const about = ABOUT_A_REQUEST.get(verb);
  return about && readAboutRequest(about, others);
}

function readAboutRequest(
  about: 'status' | 'logs' | 'end',
  [typed, ...rest]: readonly string[],
): Verb | Invalid {
  if (typed === undefined)
    return invalid(
      `Which request? Write its ID, which stands at the end of its card: \`/debug ${about} ID\`.`,
    );
  const requestId = requestIdIn(typed);
  if (requestId === undefined) {
    return invalid(
      `${shown(typed)} is no request's ID: write the one at the end of its card, such as \`/debug ${about} 7k3m9p2qrs\`.`,
    );
  }
  if (rest.length > 0)
    return invalid(`${shown(rest.join(' '))} is too much: write \`/debug ${about} ${requestId}\` alone.`);
  return about === 'end' ? { kind: 'end', requestId } : { kind: 'inquiry', about, requestId };
}

const POLICY_USAGE = 'write `/debug policy`, `/debug policy NAMESPACE` or `/debug policy CLUSTER/NAMESPACE`';

function readPolicy(words: readonly string[]): Verb | Invalid {
  if (words.includes('--')) return invalid(`-- is too much: ${POLICY_USAGE}.`);
  const flags = readFlags(words);
  if (flags.kind !== 'flags') return flags;
  const other = [...flags.values.keys(), ...flags.switched].find(
    (flag) => flag !== '--namespace' && flag !== '--cluster',
  );
  if (other !== undefined) return invalid(`${other} is too much: ${POLICY_USAGE}.`);
  const [place, ...rest] = flags.plain;
  if (rest.length > 0) return invalid(`${shown(rest.join(' '))} is too much: ${POLICY_USAGE}.`);
  const parts = place?.split('/') ?? [];
  const namespaces = [...parts.slice(-1), ...(flags.values.get('--namespace') ?? [])];
  const clusters = [...parts.slice(0, -1), ...(flags.values.get('--cluster') ?? [])];
  if (namespaces.length > 1 || clusters.length > 1)
    return invalid(`There are two of a kind: ${POLICY_USAGE}.`);
  const [namespace] = namespaces;
  const [cluster] = clusters;
  if (namespace !== undefined && !isNamespace(namespace))
    return invalid(`${shown(namespace)} cannot be a namespace: ${POLICY_USAGE}.`);
  if (cluster !== undefined && !isCluster(cluster))
    return invalid(`${shown(cluster)} cannot be a cluster: ${POLICY_USAGE}.`);
  return {
    kind: 'policy',
    ...(namespace !== undefined && { namespace }),
    ...(cluster !== undefined && { cluster }),
  };
}
