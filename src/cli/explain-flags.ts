import { nearestWord } from '../domain/asking/nearest-word.ts';

/** The flags that Slack's command has not, as Slack knows who asks and a cluster what the pod is like. */
const OWN = ['as', 'name', 'in', 'at', 'pod', 'pod-label', 'namespace-label', 'workload', 'node'] as const;
type Own = (typeof OWN)[number];
const REPEATED: readonly Own[] = ['as', 'in', 'pod-label', 'namespace-label'];

/** The values of each flag, in order. */
export type OwnFlags = ReadonlyMap<Own, readonly string[]>;

export interface Wrong {
  readonly kind: 'wrong';
  readonly sentence: string;
}

export function wrong(sentence: string): Wrong {
  return { kind: 'wrong', sentence };
}

/** Parts these flags, as `--flag value` or `--flag=value`, from all other arguments. */
export function splitOwnFlags(
  args: readonly string[],
): { readonly kind: 'split'; readonly own: OwnFlags; readonly others: readonly string[] } | Wrong {
  const own = new Map<Own, readonly string[]>();
  const others: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    const [, typed, attached] = /^--([a-z-]+)(?:=(.*))?$/s.exec(arg) ?? [];
    const name = OWN.find((each) => each === typed);
    if (name === undefined) {
      // Slack's reader, which tells of all others that are misspelt, does not know these.
      const meant = typed === undefined ? undefined : nearestWord(typed, OWN);
      if (meant !== undefined) return wrong(`I don't know the flag --${typed}. Did you mean --${meant}?`);
      others.push(arg);
      continue;
    }
    const value = attached ?? args[at + 1];
    if (attached === undefined) at += 1;
    if (value === undefined || value === '') return wrong(`--${name} needs a value.`);
    const before = own.get(name) ?? [];
    if (before.length > 0 && !REPEATED.includes(name)) return wrong(`--${name} is there twice: keep one.`);
    own.set(name, [...before, value]);
  }
  return { kind: 'split', own, others };
}
