import { WORKLOAD_KINDS, type Wanted, type WorkloadKind } from './ask.ts';
import { type Invalid, invalid, shown } from './command-line-invalid.ts';
import { KINDS_NOT_OFFERED, WORDS_NOT_OFFERED } from './command-line-not-offered.ts';
import { isNamespace } from './command-line-values.ts';
import { VERBS } from './command-line-verbs.ts';
import { isLabelSelector } from './label-selector.ts';
import { nearestWord } from './nearest-word.ts';

/** What the words that are no flags say. */
export interface WantedReading {
  readonly kind: 'wanted';
  readonly wanted: Wanted;
  readonly namespace?: string;
  readonly image?: string;
  /** Words left over. */
  readonly rest: readonly string[];
}

type Kind = 'pod' | WorkloadKind;

/** RFC 1123 subdomain, as far as a name or the beginning of one can be told to be none. */
const NAME = /^[a-z0-9]([a-z0-9.-]{0,252})?$/;
const GROUPS: Readonly<Record<WorkloadKind, string>> = {
  deployment: 'apps',
  statefulset: 'apps',
  daemonset: 'apps',
  replicaset: 'apps',
  job: 'batch',
};
const KINDS: ReadonlyMap<string, Kind> = new Map([
  ...(['pod', ...WORKLOAD_KINDS] as const).flatMap((kind) => [
    [kind, kind] as const,
    [`${kind}s`, kind] as const,
  ]),
  ['po', 'pod'],
  ['deploy', 'deployment'],
  ['sts', 'statefulset'],
  ['ds', 'daemonset'],
  ['rs', 'replicaset'],
]);
/** Names of pods often hold digits or dashes, words with a meaning never do. */
const PLAIN_WORD = /^[a-z]+$/i;
const FIRST_WORDS = [...VERBS, ...KINDS.keys()];

/** Reads which pod is meant, as kubectl takes it: `NAME`, `KIND NAME`, `KIND/NAME`, `NAMESPACE/NAME` or a selector; then the image. */
export function readWanted(plain: readonly string[], selector: string | undefined): WantedReading | Invalid {
  if (selector !== undefined) return readSelector(plain, selector);
  const [first, ...others] = plain;
  if (first === undefined)
    return invalid('Which pod? Write its name or how it begins: `/debug pod api-7f9 busybox`.');
  if (first.includes('/')) {
    const [head, tail] = splitOnce(first);
    const kind = kindOf(head);
    if (kind !== undefined) return readName(kind, tail, others);
    return (
      notOffered(head, KINDS_NOT_OFFERED) ?? misspelt(head, `/${tail}`) ?? readName('pod', first, others)
    );
  }
  const kind = kindOf(first);
  if (kind !== undefined) return readName(kind, others[0], others.slice(1));
  const wrong =
    notOffered(first, KINDS_NOT_OFFERED) ?? notOffered(first, WORDS_NOT_OFFERED) ?? misspelt(first, '');
  if (wrong) return wrong;
  if (others.length > 1 && PLAIN_WORD.test(first)) {
    return invalid(
      `I don't know the kind ${shown(first)}: write \`/debug pod NAME IMAGE\` or \`/debug deploy/NAME IMAGE\`, and a command after --.`,
    );
  }
  return readName('pod', first, others);
}

function readName(
  kind: Kind,
  typed: string | undefined,
  [image, ...rest]: readonly string[],
): WantedReading | Invalid {
  if (typed === undefined || typed === '') {
    return invalid(
      kind === 'pod'
        ? 'Which pod? Write its name or how it begins: `/debug pod api-7f9 busybox`.'
        : `Which ${kind}? Write its name: \`/debug ${kind}/api busybox\`.`,
    );
  }
  const [namespace, name] = typed.includes('/') ? splitOnce(typed) : [undefined, typed];
  if (namespace !== undefined && kindOf(namespace) !== undefined)
    return invalid(`A kind is there twice: write \`/debug ${shown(typed)}\` alone.`);
  if (namespace !== undefined && !isNamespace(namespace)) {
    return invalid(
      `${shown(namespace)} is neither a kind that I know nor a namespace: write \`/debug pod NAME IMAGE\` or \`/debug deploy/NAME IMAGE\`.`,
    );
  }
  if (name.includes('/')) {
    return invalid(
      `${shown(typed)} has too many slashes: write KIND/NAME and name the namespace with -n, such as \`/debug deploy/api -n shop\`.`,
    );
  }
  if (!NAME.test(name)) {
    return invalid(
      kind === 'pod'
        ? `${shown(name)} cannot be a pod's name: write it, or how it begins, in lower case letters, digits, - and dots.`
        : `${shown(name)} cannot be a ${kind}'s name: names are lower case letters, digits, - and dots.`,
    );
  }
  return {
    kind: 'wanted',
    wanted: kind === 'pod' ? { kind, name } : { kind: 'workload', workload: kind, name },
    ...(namespace !== undefined && { namespace }),
    ...(image !== undefined && { image }),
    rest,
  };
}

function readSelector(plain: readonly string[], selector: string): WantedReading | Invalid {
  const kind = kindOf(plain[0]?.split('/', 1)[0] ?? '');
  const [image, ...rest] = kind === 'pod' && !plain[0]?.includes('/') ? plain.slice(1) : plain;
  if (rest.length > 0 || (image !== undefined && kind !== undefined && image === plain[0])) {
    return invalid(
      'A name and a selector are there: keep one, and write an image after -l, such as `/debug -l app=api busybox`.',
    );
  }
  if (!isLabelSelector(selector)) {
    return invalid(
      `${shown(selector)} is no label selector: write one such as -l app=api, or in quotes, -l "tier in (web, api)".`,
    );
  }
  return {
    kind: 'wanted',
    wanted: { kind: 'selector', selector },
    ...(image !== undefined && { image }),
    rest,
  };
}

/** The kind that a word names, in any case, alone or with its API group (`deployment.apps`, `deployments.v1.apps`). */
function kindOf(word: string): Kind | undefined {
  const [name = '', ...group] = word.toLowerCase().split('.');
  const kind = KINDS.get(name);
  if (kind === undefined || group.length === 0) return kind;
  if (kind === 'pod') return undefined;
  const [version, ...rest] = group.toReversed().slice(1);
  const fits = group.at(-1) === GROUPS[kind] && (version === undefined || /^v\d/.test(version));
  return fits && rest.length === 0 ? kind : undefined;
}

function notOffered(word: string, words: ReadonlyMap<string, string>): Invalid | undefined {
  const [name = ''] = word.toLowerCase().split('.');
  const instead = words.get(name);
  return instead === undefined ? undefined : invalid(instead);
}

/** A word spelled nearly like one that has a meaning; `after`: what stands behind it. */
function misspelt(word: string, after: string): Invalid | undefined {
  const words = after === '' ? FIRST_WORDS : [...KINDS.keys()].filter((kind) => kind.length > 3);
  const nearest = PLAIN_WORD.test(word) ? nearestWord(word, words) : undefined;
  if (nearest === undefined) return undefined;
  const otherwise =
    after === ''
      ? `a pod of this name is \`/debug pod ${shown(word)}\``
      : `a pod of the namespace ${shown(word)} is \`/debug pod ${shown(word + after)}\``;
  return invalid(
    `I don't know ${shown(word)}. Did you mean \`/debug ${nearest}${after}\`? If not, ${otherwise}.`,
  );
}

function splitOnce(text: string): [string, string] {
  const at = text.indexOf('/');
  return [text.slice(0, at), text.slice(at + 1)];
}
