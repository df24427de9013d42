import leven from 'leven';
import type { Ask } from './ask.ts';
import { readCommand } from './command.ts';
import { type ShellWord, shellWords } from './shell-words.ts';

export type CommandLine =
  | { readonly kind: 'ask'; readonly ask: Ask }
  | { readonly kind: 'help' }
  | { readonly kind: 'invalid'; readonly sentence: string };

type Flag = 'namespace' | 'cluster' | 'image' | 'target' | 'profile' | 'reason';

const FLAGS: Readonly<Record<string, Flag>> = {
  '-n': 'namespace',
  '--namespace': 'namespace',
  '--cluster': 'cluster',
  '--image': 'image',
  '--target': 'target',
  '--profile': 'profile',
  '--reason': 'reason',
};

/** RFC 1123 subdomain, as far as a name or the beginning of one can be told to be none. */
const NAME = /^[a-z0-9]([a-z0-9.-]{0,252})?$/;
const IMAGE = /^[A-Za-z0-9][A-Za-z0-9._/:@-]{0,500}$/;
const LONGEST_REASON = 500;
/** Control, format and blank characters: bidirectional overrides make a command read as another one to whoever approves it. */
const INVISIBLE = /(?![\n\t ])[\p{Cc}\p{Cf}\p{Z}\p{Default_Ignorable_Code_Point}\u{2800}]/u;

/** Reads the text after `/debug`: `pod NAME [IMAGE] [flags] [-- command]`. */
export function readCommandLine(text: string): CommandLine {
  const trimmed = text.trim();
  if (['', 'help', '--help', '-h'].includes(trimmed)) return { kind: 'help' };
  const invisible = INVISIBLE.exec(trimmed);
  if (invisible) {
    const code = invisible[0].codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0');
    return invalid(
      `There is an invisible character (U+${code}) in it, which would hide what runs: type it without.`,
    );
  }
  const split = shellWords(trimmed, '--');
  if (split.kind === 'unterminated') {
    return invalid(`There is a ${split.quote} that never closes: close it and ask again.`);
  }
  const read = readWords(split.words);
  if (read.kind === 'invalid') return read;
  if (split.rest === undefined) return { kind: 'ask', ask: { ...read.ask, text: trimmed } };
  const command = readCommand(trimmed.slice(split.rest));
  if (command.kind === 'invalid') return command;
  return { kind: 'ask', ask: { ...read.ask, text: trimmed, command: command.command } };
}

type WordsReading =
  { readonly kind: 'ask'; readonly ask: Omit<Ask, 'text'> } | Extract<CommandLine, { kind: 'invalid' }>;

function readWords(words: readonly ShellWord[]): WordsReading {
  const plain: string[] = [];
  const flags: Partial<Record<Flag, string>> = {};
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at]?.value ?? '';
    if (!word.startsWith('-')) {
      plain.push(word);
      continue;
    }
    const equals = word.indexOf('=');
    const name = equals < 0 ? word : word.slice(0, equals);
    const flag = Object.hasOwn(FLAGS, name) ? FLAGS[name] : undefined;
    if (!flag) return invalid(unknownFlag(name));
    const value = equals < 0 ? words[at + 1]?.value : word.slice(equals + 1);
    if (equals < 0) at += 1;
    if (value === undefined || value === '')
      return invalid(`${name} needs a value, such as ${name} ${EXAMPLES[flag]}.`);
    if (flags[flag] !== undefined) return invalid(`${name} is there twice: keep one.`);
    flags[flag] = value;
  }
  return readPod(plain, flags);
}

const EXAMPLES: Readonly<Record<Flag, string>> = {
  namespace: 'shop',
  cluster: 'prod-eu',
  image: 'busybox',
  target: 'app',
  profile: 'general',
  reason: '"checkout is slow"',
};

function readPod(plain: readonly string[], flags: Partial<Record<Flag, string>>): WordsReading {
  const [first = '', ...others] = plain;
  const [typedKind, slashName] = first.includes('/') ? splitOnce(first) : [first, undefined];
  const kind = typedKind.toLowerCase();
  if (kind !== 'pod' && kind !== 'pods' && kind !== 'po') {
    return invalid(
      `I can debug pods: write \`/debug pod NAME IMAGE\`, such as \`/debug pod api-7f9 busybox\`.`,
    );
  }
  const [pod, image, ...rest] = slashName === undefined ? others : [slashName, ...others];
  if (pod === undefined || pod === '')
    return invalid('Which pod? Write its name or how it begins: `/debug pod api-7f9 busybox`.');
  if (!NAME.test(pod)) {
    return invalid(`${shown(pod)} cannot be a pod's name: names are lower case letters, digits, - and dots.`);
  }
  if (rest.length > 0) {
    return invalid(
      flags.reason === undefined
        ? `I don't know what to do with ${shown(rest.join(' '))}: write a command after --, such as \`-- ps aux\`.`
        : `I don't know what to do with ${shown(rest.join(' '))}: put the reason in quotes, such as \`--reason "checkout is slow"\`.`,
    );
  }
  if (image !== undefined && flags.image !== undefined) return invalid('The image is there twice: keep one.');
  const problem = valueProblem({ ...flags, ...(image !== undefined && { image }) });
  if (problem !== undefined) return invalid(problem);
  return { kind: 'ask', ask: { pod, ...(image !== undefined && { image }), ...flags } };
}

function valueProblem(values: Partial<Record<Flag, string>>): string | undefined {
  for (const flag of ['namespace', 'cluster', 'target', 'profile'] as const) {
    const value = values[flag];
    if (value !== undefined && !NAME.test(value)) {
      return `${shown(value)} cannot be a ${flag}: names are lower case letters, digits, - and dots.`;
    }
  }
  if (values.image !== undefined && !IMAGE.test(values.image))
    return `${shown(values.image)} cannot be an image: write its name as the policy has it, such as busybox.`;
  if ((values.reason?.length ?? 0) > LONGEST_REASON)
    return `The reason is longer than ${LONGEST_REASON} characters: shorten it.`;
  return undefined;
}

/** Flags that people know from `kubectl debug`, and what there is instead. */
const KUBECTL_FLAGS: Readonly<Record<string, string>> = {
  '-it': 'commands here are not interactive, so leave it out',
  '-i': 'commands here are not interactive, so leave it out',
  '-t': 'commands here are not interactive, so leave it out',
  '--stdin': 'commands here are not interactive, so leave it out',
  '--tty': 'commands here are not interactive, so leave it out',
  '-c': 'Keyhole names its containers itself; to look into a container write --target NAME',
  '--container': 'Keyhole names its containers itself; to look into a container write --target NAME',
  '--copy-to': 'Keyhole debugs the pod itself and makes no copies, so leave it out',
  '--share-processes': 'with --target NAME you see that container’s processes',
  '--context': 'name the cluster with --cluster NAME',
};

function unknownFlag(name: string): string {
  const instead = Object.hasOwn(KUBECTL_FLAGS, name) ? KUBECTL_FLAGS[name] : undefined;
  if (instead !== undefined) return `There is no ${name} here: ${instead}.`;
  const nearest = Object.keys(FLAGS).toSorted((a, b) => leven(a, name) - leven(b, name))[0] ?? '';
  const guess = leven(nearest, name) <= name.length / 3 ? ` Did you mean ${nearest}?` : '';
  return `I don't know the flag ${shown(name)}.${guess} See \`/debug help\` for the ones there are.`;
}

function splitOnce(text: string): [string, string] {
  const at = text.indexOf('/');
  return [text.slice(0, at), text.slice(at + 1)];
}

/** What a person typed, short enough to be quoted back. */
function shown(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function invalid(sentence: string): Extract<CommandLine, { kind: 'invalid' }> {
  return { kind: 'invalid', sentence };
}
