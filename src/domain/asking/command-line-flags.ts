import { type Invalid, invalid, shown } from './command-line-invalid.ts';
import { FLAGS_NOT_OFFERED } from './command-line-not-offered.ts';
import { nearestWord } from './nearest-word.ts';

/** The flags there are, each with an example of a value; null for one that takes none. */
const FLAGS = {
  '--namespace': 'shop',
  '--cluster': 'prod-eu',
  '--container': 'debugger',
  '--target': 'app',
  '--image': 'busybox',
  '--image-pull-policy': 'Always',
  '--env': 'LOG_LEVEL=debug',
  '--profile': 'general',
  '--timeout': '90s',
  '--duration': '15m',
  '--reason': '"checkout is slow"',
  '--selector': 'app=api',
  '--entrypoint': null,
  '--volumes': null,
  '--reuse': 'keyhole-7k3m9p2qrs',
  '--break-glass': null,
} as const satisfies Readonly<Record<string, string | null>>;
export type Flag = keyof typeof FLAGS;

const SHORT: ReadonlyMap<string, Flag> = new Map([
  ['-n', '--namespace'],
  ['-c', '--container'],
  ['-l', '--selector'],
]);
const HELP = new Set(['-h', '--help']);
const NAMES = Object.keys(FLAGS);
/** As strconv.ParseBool of Go takes them. */
const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ...['1', 't', 'T', 'true', 'TRUE', 'True'].map((word) => [word, true] as const),
  ...['0', 'f', 'F', 'false', 'FALSE', 'False'].map((word) => [word, false] as const),
]);

/** What stood on the line before the command: the words that are no flags, and each flag's values in order. */
export interface FlagReading {
  readonly kind: 'flags';
  readonly plain: readonly string[];
  readonly values: ReadonlyMap<Flag, readonly string[]>;
  readonly switched: ReadonlySet<Flag>;
}

interface Found {
  readonly kind: 'found';
  readonly flag: Flag;
  readonly typed: string;
  /** What is attached to it, as in `-nshop` and `--namespace=shop`. */
  readonly value?: string;
}

/** Parts flags from words by the rules of kubectl (github.com/spf13/pflag): `--flag=value`, `--flag value`, `-n value`, `-nvalue`. */
export function readFlags(words: readonly string[]): FlagReading | { readonly kind: 'help' } | Invalid {
  const plain: string[] = [];
  const values = new Map<Flag, string[]>();
  const switches = new Map<Flag, boolean>();
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (HELP.has(word)) return { kind: 'help' };
    if (!word.startsWith('-') || word === '-') {
      plain.push(word);
      continue;
    }
    const found = findFlag(word);
    if (found.kind === 'invalid') return found;
    const { flag, typed } = found;
    if (flag !== '--env' && (values.has(flag) || switches.has(flag)))
      return invalid(`${typed} is there twice: keep one.`);
    if (FLAGS[flag] === null) {
      const on = BOOLEANS.get(found.value ?? 'true');
      if (on === undefined)
        return invalid(`${typed} takes no value but true or false: write ${typed} alone, or leave it out.`);
      switches.set(flag, on);
      continue;
    }
    const next = words[at + 1];
    const value = found.value ?? (next !== undefined && isFlag(next) ? undefined : next);
    if (value === undefined || value === '')
      return invalid(`${typed} needs a value, such as ${typed} ${FLAGS[flag]}.`);
    if (found.value === undefined) at += 1;
    values.set(flag, [...(values.get(flag) ?? []), value]);
  }
  const switched = new Set([...switches].flatMap(([flag, on]) => (on ? [flag] : [])));
  return { kind: 'flags', plain, values, switched };
}

function findFlag(word: string): Found | Invalid {
  const { name, value } = splitAtEquals(word);
  if (isLong(name)) return { kind: 'found', flag: name, typed: name, ...(value !== undefined && { value }) };
  if (FLAGS_NOT_OFFERED.has(name)) return notOffered(name, name);
  // One dash before a whole word is a slip: `-namespace` would be the namespace `amespace`.
  const long = `-${name}`;
  if (isLong(long)) return invalid(`I don't know the flag ${name}. Did you mean ${long}?`);
  if (FLAGS_NOT_OFFERED.has(long)) return notOffered(name, long);
  if (name.startsWith('--')) return unknown(name);
  const short = name.slice(0, 2);
  const flag = SHORT.get(short);
  if (flag) {
    const attached = word.slice(2).replace(/^=/, '');
    return { kind: 'found', flag, typed: short, ...(word.length > 2 && { value: attached }) };
  }
  return FLAGS_NOT_OFFERED.has(short) ? notOffered(name, short) : unknown(name);
}

function isLong(name: string): name is Flag {
  return Object.hasOwn(FLAGS, name);
}

/** Whether a word is so surely a flag that it cannot be meant as another flag's value. */
function isFlag(word: string): boolean {
  const { name } = splitAtEquals(word);
  return isLong(name) || SHORT.has(word) || FLAGS_NOT_OFFERED.has(name);
}

function splitAtEquals(word: string): { readonly name: string; readonly value?: string } {
  const at = word.indexOf('=');
  return at < 0 ? { name: word } : { name: word.slice(0, at), value: word.slice(at + 1) };
}

function notOffered(typed: string, flag: string): Invalid {
  return invalid(`There is no ${shown(typed)} here: ${FLAGS_NOT_OFFERED.get(flag) ?? ''}.`);
}

function unknown(name: string): Invalid {
  const bare = new Map(
    [...NAMES, ...SHORT.keys(), ...FLAGS_NOT_OFFERED.keys()].map((flag) => [flag.replace(/^-+/, ''), flag]),
  );
  const typed = name.replace(/^-+/, '');
  const sameLetter = [...SHORT.keys()].find((flag) => flag === name.toLowerCase());
  const nearest = sameLetter ?? bare.get(nearestWord(typed, [...bare.keys()]) ?? '');
  const instead = nearest === undefined ? undefined : FLAGS_NOT_OFFERED.get(nearest);
  const guess = nearest === undefined ? '' : ` Did you mean ${nearest}?`;
  const next =
    instead === undefined ? ' See `/debug help` for the ones there are.' : ` There is none here: ${instead}.`;
  return invalid(`I don't know the flag ${shown(name)}.${guess}${next}`);
}
