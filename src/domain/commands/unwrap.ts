import { baseName, type CommandWord, exactWord, unknownWord, wordsText } from './command-word.ts';
import { MULTI_CALL, OPAQUE_WRAPPERS, POSIX_SHELLS, type WrapperForm, WRAPPERS } from './wrappers.ts';

/** What a command runs beside its own program. */
export type Unwrapped =
  | { readonly kind: 'nothing' }
  /** Other commands; `at`: the word that the only one begins at, where it goes on to the end. */
  | {
      readonly kind: 'commands';
      readonly commands: readonly (readonly CommandWord[])[];
      readonly at?: number;
    }
  /** A script that it is given. */
  | { readonly kind: 'script'; readonly source: string }
  /** Something that cannot be read off its words. */
  | { readonly kind: 'unreadable' };

const NOTHING: Unwrapped = { kind: 'nothing' };
const UNREADABLE: Unwrapped = { kind: 'unreadable' };
const SCRIPT_OPTION = /^-[efnux]*c[efnux]*$/;
/** What xargs runs where it is given no command. */
const ECHO = exactWord('echo');
const FIND_ACTION = /^-(exec|execdir|ok|okdir)$/;
const REPLACED_BY_FIND = '{}';

/** What a command runs beside its own program, by the tables of wrappers.ts; the program's folder does not count. */
export function unwrap(words: readonly CommandWord[]): Unwrapped {
  const name = baseName(words[0]?.value ?? '');
  if (MULTI_CALL.test(name)) return unwrapMultiCall(words);
  if (POSIX_SHELLS.has(name)) return unwrapShell(words);
  if (name === 'find') return unwrapFind(words);
  if (name === 'eval') return scriptOf(operands(words));
  if (name === 'trap') return scriptOf(operands(words).slice(0, 1));
  if (name === 'command' && /^-[pvV]*[vV]/.test(words[1]?.value ?? '')) return NOTHING;
  const form = WRAPPERS.get(name);
  if (form) return unwrapBy(form, words);
  return OPAQUE_WRAPPERS.has(name) ? UNREADABLE : NOTHING;
}

/** `busybox` alone lists what it holds; its options install and unpack. */
function unwrapMultiCall(words: readonly CommandWord[]): Unwrapped {
  const applet = words[1];
  if (!applet) return NOTHING;
  if (!applet.exact || applet.value.startsWith('-')) return UNREADABLE;
  return { kind: 'commands', commands: [words.slice(1)], at: 1 };
}

/**
 * Without `-c` a shell reads a file or its input. The words after the script are only its parameters; but what looks
 * like another option is none of them, and the script comes after it.
 */
function unwrapShell(words: readonly CommandWord[]): Unwrapped {
  const [, option, script] = words;
  if (!option?.exact || !SCRIPT_OPTION.test(option.value)) return UNREADABLE;
  return script && !/^[-+]/.test(script.value) ? scriptOf([script]) : UNREADABLE;
}

function operands(words: readonly CommandWord[]): readonly CommandWord[] {
  return words.slice(words[1]?.value === '--' ? 2 : 1);
}

function scriptOf(words: readonly CommandWord[]): Unwrapped {
  return words.every(({ exact }) => exact) ? { kind: 'script', source: wordsText(words) } : UNREADABLE;
}

/** Every `-exec … ;` of find; the names that it puts for `{}` are known to nobody. */
function unwrapFind(words: readonly CommandWord[]): Unwrapped {
  const commands: CommandWord[][] = [];
  let current: CommandWord[] | undefined;
  for (const [at, word] of words.entries()) {
    const closes = word.value === ';' || (word.value === '+' && words[at - 1]?.value === REPLACED_BY_FIND);
    if (current && closes && word.exact) {
      commands.push(current);
      current = undefined;
    } else if (current) current.push(word.value.includes(REPLACED_BY_FIND) ? unknownWord(word.value) : word);
    else if (FIND_ACTION.test(word.value)) current = [];
  }
  if (current || commands.some(({ length }) => length === 0)) return UNREADABLE;
  return commands.length === 0 ? NOTHING : { kind: 'commands', commands };
}

function unwrapBy(form: WrapperForm, words: readonly CommandWord[]): Unwrapped {
  const at = commandBegins(form, words);
  if (at === undefined) return UNREADABLE;
  const command = words.slice(at);
  if (form.appends) {
    const appended = unknownWord('…');
    return { kind: 'commands', commands: [[...(command.length > 0 ? command : [ECHO]), appended]], at };
  }
  if (command.length === 0) return form.shows ? NOTHING : UNREADABLE;
  return { kind: 'commands', commands: [command], at };
}

/** Where the command of a wrapper begins; undefined where that cannot be told for certain. */
function commandBegins(form: WrapperForm, words: readonly CommandWord[]): number | undefined {
  let at = 1;
  for (let word = words[at]; word?.value.startsWith('-') || (word && !word.exact); word = words[at]) {
    if (!word.exact) return undefined;
    if (word.value === '--') {
      at += 1;
      break;
    }
    const taken = optionWords(form, word.value);
    if (taken === undefined) return undefined;
    at += taken;
  }
  at += form.operands;
  const before = words.slice(1, at);
  if (at > words.length || before.some(({ exact }) => !exact)) return undefined;
  const first = words[at];
  // An assignment before the command, as `env` takes it; an unknown word may come to be an option or nothing at all.
  return first && (!first.exact || first.value.includes('=')) ? undefined : at;
}

/** How many words an option takes; undefined for one that is not known. */
function optionWords(
  { flags, valued, long = [] }: Omit<WrapperForm, 'operands'>,
  option: string,
): number | undefined {
  if (option.startsWith('--')) return long.includes(option.slice(2)) ? 1 : undefined;
  // Letters without a value may stand before one that takes the rest of the word, or the next word, for its value.
  const [, flag = '', value = ''] = /^-(.)(.*)$/s.exec(option) ?? [];
  if (flag === '') return undefined;
  if (flags.includes(flag)) return value === '' ? 1 : optionWords({ flags, valued, long }, `-${value}`);
  if (!valued.includes(flag)) return undefined;
  return value === '' ? 2 : 1;
}
