import type { Ask } from './ask.ts';
import type { Flag, FlagReading } from './command-line-flags.ts';
import { type Invalid, invalid, shown } from './command-line-invalid.ts';
import { PULL_POLICIES } from '../container/debug-container.ts';
import { readEnv } from './env-flag.ts';
import { nearestWord } from './nearest-word.ts';
import { requestIdIn } from '../request/request-id.ts';
import { nearestTimeSpan, readTimeSpan, timeSpanText } from './time-span.ts';

/** RFC 1123 label: what a namespace and a container may be called. */
const LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
/** As the policy writes the names of clusters and of profiles. */
const CLUSTER = /^[a-z0-9]([-a-z0-9]{0,48}[a-z0-9])?$/;
const PROFILE = /^[A-Za-z0-9][A-Za-z0-9 ._-]{0,62}$/;
const IMAGE = /^[A-Za-z0-9][A-Za-z0-9._/:@-]{0,500}$/;
/** In characters. */
export const LONGEST_REASON = 500;
/** Keyhole's own containers are called so, and are told apart from others by it. */
const OWN_CONTAINER = 'keyhole-';

/** The members of an ask that come from flags. */
export type FlaggedAsk = Omit<Ask, 'text' | 'wanted' | 'command'>;

type Checks = Readonly<Record<string, (value: string) => string | undefined>>;

/** What is wrong with a value, in a sentence; undefined where nothing is. The policy and the cluster have their say later. */
const CHECKS: Checks = {
  '--namespace': (value) => labelProblem(value, 'namespace'),
  '--target': (value) => labelProblem(value, 'container'),
  '--container': (value) =>
    value.startsWith(OWN_CONTAINER)
      ? `Names that begin with ${OWN_CONTAINER} are Keyhole's own: choose another for -c, or leave it out.`
      : labelProblem(value, 'container'),
  '--cluster': (value) =>
    isCluster(value)
      ? undefined
      : `${shown(value)} cannot be a cluster: names are lower case letters, digits and -.`,
  '--profile': (value) =>
    PROFILE.test(value)
      ? undefined
      : `${shown(value)} cannot be a profile: write one such as general, baseline or restricted.`,
  '--image': imageProblem,
  '--image-pull-policy': (value) =>
    PULL_POLICIES.some((policy) => policy === value) ? undefined : pullPolicyProblem(value),
  '--timeout': (value) => spanProblem('--timeout', value),
  '--duration': (value) => spanProblem('--duration', value),
  '--reason': (value) =>
    value.length > LONGEST_REASON
      ? `The reason is longer than ${LONGEST_REASON} characters: shorten it.`
      : undefined,
  '--reuse': (value) =>
    ownContainer(value) === undefined
      ? `${shown(value)} is no container of Keyhole's: write one such as --reuse keyhole-7k3m9p2qrs, as a card offers it.`
      : undefined,
};

export function isNamespace(text: string): boolean {
  return LABEL.test(text);
}

export function isCluster(text: string): boolean {
  return CLUSTER.test(text);
}

/** Why a text cannot be an image; undefined where it can. Whether it is one of the policy's is not asked here. */
export function imageProblem(value: string): string | undefined {
  return IMAGE.test(value)
    ? undefined
    : `${shown(value)} cannot be an image: write its name as the policy has it, such as busybox.`;
}

/** Members of an ask that are a flag's value as it stands. */
const TEXTS: ReadonlyMap<Flag, keyof FlaggedAsk> = new Map([
  ['--image', 'image'],
  ['--namespace', 'namespace'],
  ['--cluster', 'cluster'],
  ['--target', 'target'],
  ['--profile', 'profile'],
  ['--reason', 'reason'],
  ['--container', 'containerName'],
]);

/** Checks the values of the flags, and brings them into the members of an ask. */
export function readValues(
  values: FlagReading['values'],
  switched: FlagReading['switched'],
): { readonly kind: 'values'; readonly ask: FlaggedAsk } | Invalid {
  for (const [flag, [value = '']] of values) {
    const problem = CHECKS[flag]?.(value);
    if (problem !== undefined) return invalid(problem);
  }
  const env = readEnv(values.get('--env') ?? []);
  if (env.kind === 'invalid') return env;
  const first = (flag: Flag) => values.get(flag)?.[0] ?? '';
  const texts = [...TEXTS].flatMap(([flag, member]) => (values.has(flag) ? [[member, first(flag)]] : []));
  const pullPolicy = PULL_POLICIES.find((policy) => policy === first('--image-pull-policy'));
  const timeoutSeconds = readTimeSpan(first('--timeout'));
  const durationSeconds = readTimeSpan(first('--duration'));
  const reuse = ownContainer(first('--reuse'));
  const ask: FlaggedAsk = {
    ...Object.fromEntries(texts),
    ...(pullPolicy !== undefined && { pullPolicy }),
    ...(values.has('--env') && { env: env.env }),
    ...(timeoutSeconds !== undefined && { timeoutSeconds }),
    ...(durationSeconds !== undefined && { durationSeconds }),
    ...(switched.has('--entrypoint') && { entrypoint: true }),
    ...(switched.has('--volumes') && { volumes: true }),
    ...(reuse !== undefined && { reuse }),
    ...(switched.has('--break-glass') && { breakGlass: true }),
  };
  const conflict = conflictIn(ask);
  return conflict === undefined ? { kind: 'values', ask } : invalid(conflict);
}

function conflictIn(ask: FlaggedAsk): string | undefined {
  const { timeoutSeconds, durationSeconds, reuse, entrypoint, breakGlass, reason } = ask;
  if (breakGlass && (reason ?? '').trim() === '')
    return '--break-glass starts without an approval, so it wants a reason that everybody reads: add `--reason "checkout is down"` before the command.';
  if (timeoutSeconds !== undefined && durationSeconds !== undefined && timeoutSeconds > durationSeconds)
    return `The --timeout of each command, ${timeSpanText(timeoutSeconds)}, is longer than the --duration of the whole session, ${timeSpanText(durationSeconds)}: shorten it.`;
  if (reuse !== undefined && entrypoint)
    return '--entrypoint starts a container of its own and --reuse takes one that runs: leave one of them out.';
  return undefined;
}

function labelProblem(value: string, what: string): string | undefined {
  return LABEL.test(value)
    ? undefined
    : `${shown(value)} cannot be a ${what}: names are at most 63 lower case letters, digits and -.`;
}

function pullPolicyProblem(value: string): string {
  const nearest = nearestWord(value, PULL_POLICIES);
  return nearest === undefined
    ? `${shown(value)} is no pull policy: write ${PULL_POLICIES.join(', ')}.`
    : `${shown(value)} is no pull policy. Did you mean --image-pull-policy ${nearest}?`;
}

function spanProblem(flag: Flag, value: string): string | undefined {
  if (readTimeSpan(value) !== undefined) return undefined;
  const nearest = nearestTimeSpan(value);
  return nearest === undefined
    ? `${shown(value)} is no time for ${flag}: write one such as 90s, 15m or 1h.`
    : `${shown(value)} is no time for ${flag}. Did you mean ${flag} ${nearest}?`;
}

/** The name of a container of Keyhole's, from the name or the id of its request. */
function ownContainer(text: string): string | undefined {
  const id = requestIdIn(text);
  return id === undefined ? undefined : `${OWN_CONTAINER}${id}`;
}
