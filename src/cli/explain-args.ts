import { readFlags } from '../domain/asking/command-line-flags.ts';
import { shellQuoted } from '../domain/asking/shell-words.ts';
import type { Labels } from '../domain/request/plan.ts';
import { type OwnFlags, splitOwnFlags, wrong, type Wrong } from './explain-flags.ts';
import { isTime, type PodFacts, type Who } from './scenario.ts';

/** What `policy explain` was called with. */
export interface ExplainArgs {
  readonly kind: 'args';
  /** Absent: the one that `KEYHOLE_POLICY` names. */
  readonly file?: string;
  readonly as: Who;
  /** As it would be typed in Slack. */
  readonly ask: string;
  readonly pod: PodFacts;
  /** Milliseconds since the epoch; absent: now. */
  readonly at?: number;
}

/** Where nothing is: nobody's group, no label. */
const NONE = 'none';

/** Reads the arguments: a file, flags about who asks and about the pod, and for the rest what Slack's command takes. */
export function readExplainArgs(args: readonly string[]): ExplainArgs | Wrong {
  const dashes = args.indexOf('--');
  const before = dashes < 0 ? args : args.slice(0, dashes);
  const [first] = before;
  const file = first === undefined || first.startsWith('-') ? undefined : first;
  const split = splitOwnFlags(file === undefined ? before : before.slice(1));
  if (split.kind === 'wrong') return split;
  const { own, others } = split;
  const as = whoIn(own);
  if ('kind' in as) return as;
  const pod = podIn(own);
  if ('kind' in pod) return pod;
  const at = own.get('at')?.[0];
  if (at !== undefined && !isTime(at))
    return wrong(`--at ${at} is no time with its zone: write one such as 2026-11-22T03:00:00+01:00.`);
  const command = dashes < 0 ? [] : commandWords(args.slice(dashes + 1));
  return {
    kind: 'args',
    ...(file !== undefined && { file }),
    as,
    ask: [...askWords(pod.name, others), ...command].join(' '),
    pod,
    ...(at !== undefined && { at: Date.parse(at) }),
  };
}

function whoIn(own: OwnFlags): Who | Wrong {
  const as = own.get('as') ?? [];
  const emails = as.filter((each) => each.includes('@'));
  const ids = as.filter((each) => !each.includes('@'));
  if (as.length === 0 || emails.length > 1 || ids.length > 1)
    return wrong('Say who asks: --as with the address in their Slack profile, their Slack id, or both.');
  const [slackId] = ids;
  if (slackId !== undefined && !/^[UW][A-Z0-9]+$/.test(slackId))
    return wrong(`--as ${slackId} is neither an address nor a Slack id, which begins with U or W.`);
  const [email] = emails;
  const [name] = own.get('name') ?? [];
  const groups = own.get('in')?.filter((group) => group !== NONE);
  return {
    ...(email !== undefined && { email }),
    ...(slackId !== undefined && { slackId }),
    ...(name !== undefined && { name }),
    ...(groups && { in: groups }),
  };
}

function podIn(own: OwnFlags): PodFacts | Wrong {
  const labels = labelsIn(own, 'pod-label');
  if (labels.kind === 'wrong') return labels;
  const namespaceLabels = labelsIn(own, 'namespace-label');
  if (namespaceLabels.kind === 'wrong') return namespaceLabels;
  const [workload] = own.get('workload') ?? [];
  if (workload !== undefined && !/^[A-Z]\w*\/[^/]+$/.test(workload))
    return wrong(`--workload ${workload} is none: write a kind and a name, such as Deployment/api.`);
  const [name] = own.get('pod') ?? [];
  const [node] = own.get('node') ?? [];
  return {
    ...(name !== undefined && { name }),
    ...(labels.labels && { labels: labels.labels }),
    ...(namespaceLabels.labels && { namespaceLabels: namespaceLabels.labels }),
    ...(workload !== undefined && { workload }),
    ...(node !== undefined && { node }),
  };
}

/** Labels that nothing is said of are not known. */
function labelsIn(
  own: OwnFlags,
  flag: 'pod-label' | 'namespace-label',
): { readonly kind: 'labels'; readonly labels?: Labels } | Wrong {
  const given = own.get(flag);
  if (!given) return { kind: 'labels' };
  const labels: [string, string][] = [];
  for (const each of given.filter((text) => text !== NONE)) {
    const [, key, value] = /^([^=]+)=(.*)$/s.exec(each) ?? [];
    if (key === undefined || value === undefined)
      return wrong(`--${flag} ${each} is no label: write NAME=VALUE, or ${NONE} where there is none.`);
    labels.push([key, value]);
  }
  return { kind: 'labels', labels: Object.fromEntries(labels) };
}

/** Slack's reader wants to know which pod; where nothing says so, any will do. */
function askWords(pod: string | undefined, others: readonly string[]): readonly string[] {
  const flags = readFlags(others);
  const namesNone = flags.kind === 'flags' && flags.plain.length === 0 && !flags.values.has('--selector');
  const wanted = pod === undefined ? (namesNone ? ['pod', 'any'] : []) : ['pod', pod];
  return [...wanted, ...others.map((word) => typed(word))];
}

/** One argument is the command as it would be typed, several are its words. */
function commandWords(words: readonly string[]): readonly string[] {
  const [only] = words;
  return words.length === 1 && only !== undefined
    ? ['--', only]
    : ['--', ...words.map((word) => typed(word))];
}

/** A word as one would type it. */
function typed(word: string): string {
  return /^[\w@%+:,./=-]+$/.test(word) ? word : shellQuoted(word);
}
