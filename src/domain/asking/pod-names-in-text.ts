/** A pod that a text seems to tell of. */
export interface NamedPod {
  readonly name: string;
  readonly namespace?: string;
}

export interface PodsInText {
  /** In the order in which they stand there, each once. */
  readonly pods: readonly NamedPod[];
  /** A cluster that it names, as it names it. */
  readonly cluster?: string;
}

/** As much of a text is looked into, and as many pods of it are of use, whoever wrote it. */
const TEXT_MOST = 20_000;
const MOST_PODS = 5;

/** The letters of generated names: k8s.io/apimachinery/pkg/util/rand. */
const GENERATED = '[bcdfghjklmnpqrstvwxz2456789]';
const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
/** Nothing before or after a name may be a part of it. */
const BEGIN = '(?<![A-Za-z0-9._-])';
const END = '(?![A-Za-z0-9_-]|\\.[A-Za-z0-9])';
/** Of a Deployment: the hash of the template, then five letters. */
const REPLICA = new RegExp(
  `${BEGIN}(?:(?<namespace>${LABEL})/)?(?<name>[a-z0-9](?:[a-z0-9-]{0,200}[a-z0-9])?-${GENERATED}{6,10}-${GENERATED}{5})${END}`,
  'g',
);
/** Between a word and what it tells, with the marks of bold, code and quotes. */
const TELLS = '[`*"]*\\s*[:=][\\s`*"\'“]*';
const TELLS_OR_BLANK = '(?:[`*"]*\\s*[:=/]|[`*]*\\s)[\\s`*"\'“]*';
/** As a label of an alert or a word before it tells: `pod="api-0"`, `pod: shop/api-0`, `pod_name=api-0`, `Pod api-0`. */
const TOLD = new RegExp(
  `${BEGIN}[Pp]od(?:[_ ]?[Nn]ame)?${TELLS_OR_BLANK}(?:(?<namespace>${LABEL})/)?(?<name>[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?)${END}`,
  'g',
);
const NAMESPACE = new RegExp(`${BEGIN}[Nn]amespace${TELLS}(?<name>${LABEL})${END}`);
const CLUSTER = new RegExp(`${BEGIN}[Cc]luster${TELLS}(?<name>${LABEL})${END}`);

/**
 * The pods that an alert tells of. Names as a Deployment's pods have them are known by themselves, others by the word `pod`
 * before them. A namespace that is told once holds for all that have none of their own.
 */
export function podsInText(text: string): PodsInText {
  const read = text.slice(0, TEXT_MOST);
  const namespace = NAMESPACE.exec(read)?.groups?.['name'];
  const cluster = CLUSTER.exec(read)?.groups?.['name'];
  const told = [...read.matchAll(TOLD)].filter(({ groups }) => isLikely(groups?.['name'] ?? ''));
  const found = [...told, ...read.matchAll(REPLICA)].toSorted((a, b) => at(a) - at(b));
  const pods = new Map<string, NamedPod>();
  for (const { groups } of found) {
    const name = groups?.['name'] ?? '';
    const own = groups?.['namespace'] ?? pods.get(name)?.namespace ?? namespace;
    pods.set(name, { name, ...(own !== undefined && { namespace: own }) });
  }
  return {
    pods: [...pods.values()].slice(0, MOST_PODS),
    ...(cluster !== undefined && { cluster }),
  };
}

/** Names of pods hold digits; `pod re-scheduled` tells of none. */
function isLikely(name: string): boolean {
  return /\d/.test(name) || /-.*-/.test(name);
}

/** Where its name begins. */
function at(match: RegExpMatchArray): number {
  return (match.index ?? 0) + match[0].length - (match.groups?.['name'] ?? '').length;
}
