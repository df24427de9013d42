import { baseName, type CommandWord, mayBeAnything } from './command-word.ts';

interface RiskyOptions {
  /** Short options, as letters: each counts wherever it stands in a word that begins with one dash. */
  readonly letters?: string;
  /** Long options: any beginning of one counts, as programs take abbreviations. */
  readonly long?: readonly string[];
  /** How many words without a dash it may take before it writes to one of them. */
  readonly operands?: number;
  /** Words as they are, such as the actions of find. */
  readonly words?: RegExp;
  readonly reason: string;
}

const WRITES = 'can write a file of one’s choice';

/** Programs that only look, unless an option makes them run or write something. */
const RISKY_OPTIONS: ReadonlyMap<string, RiskyOptions> = new Map<string, RiskyOptions>([
  // `-w` takes %output{FILE} since curl 8.3.
  [
    'curl',
    {
      letters: 'oOJKTcDwQ',
      long: `output output-dir remote-name remote-name-all remote-header-name config upload-file cookie-jar dump-header
        trace trace-ascii stderr libcurl hsts alt-svc etag-save engine create-dirs quote postquote prequote write-out
        create-file-mode url-query ssl-sessions`.split(/\s+/),
      reason: WRITES,
    },
  ],
  ['date', { letters: 's', long: ['set'], reason: 'can set the clock' }],
  [
    'dmesg',
    {
      letters: 'CcDEn',
      long: ['clear', 'read-clear', 'console-off', 'console-on'],
      reason: 'can clear the log',
    },
  ],
  ['file', { letters: 'C', long: ['compile'], reason: WRITES }],
  ['find', { words: /^-(delete|fprint0?|fprintf|fls)$/, reason: 'can delete and write files' }],
  ['iconv', { letters: 'o', long: ['output'], reason: WRITES }],
  // ip takes abbreviations of its objects: `ip n` is neigh, `ip net` is netns, whose exec runs a program.
  ['ip', { words: /^(n|ne|net.*|v|vr|vrf|-{1,2}b(a.*)?)$/, reason: 'can run another program' }],
  ['lsof', { letters: 'D', reason: WRITES }],
  ['nc', { letters: 'ec', long: ['exec', 'sh-exec', 'lua-exec'], reason: 'can run another program' }],
  [
    'ncat',
    {
      letters: 'eco',
      long: ['exec', 'sh-exec', 'lua-exec', 'output', 'hex-dump'],
      reason: 'can run another program',
    },
  ],
  ['netcat', { letters: 'ec', long: ['exec', 'sh-exec'], reason: 'can run another program' }],
  ['printf', { letters: 'v', reason: 'can set a variable' }],
  ['shuf', { letters: 'o', long: ['output'], reason: WRITES }],
  [
    'sort',
    { letters: 'o', long: ['output', 'compress-program'], reason: 'can run another program and write files' },
  ],
  ['ss', { letters: 'KD', long: ['kill', 'diag'], reason: 'can close connections' }],
  ['tcpdump', { letters: 'zw', reason: 'can run another program and write files' }],
  // bash runs what stands in the index of a variable that it is asked about.
  ['test', { letters: 'v', reason: 'can run another program' }],
  ['[', { letters: 'v', reason: 'can run another program' }],
  ['tree', { letters: 'oR', reason: WRITES }],
  ['umount', { words: /^/, reason: 'starts other programs' }],
  ['uniq', { operands: 1, reason: WRITES }],
  ['xxd', { operands: 1, letters: 'r', reason: WRITES }],
  ['zgrep', { words: /^-/, reason: 'is a script around other programs' }],
]);

/** What an option of a command, or a word that may come to be one, makes it do; undefined where there is none. */
export function riskOfOptions(words: readonly CommandWord[]): string | undefined {
  const [program, ...rest] = words;
  const options = RISKY_OPTIONS.get(baseName(program?.value ?? ''));
  if (!options) return undefined;
  const operands = rest.filter(({ value }) => !value.startsWith('-')).length;
  if (operands > (options.operands ?? operands)) return options.reason;
  return rest.some((word) => mayBeAnything(word) || isRisky(options, word.value))
    ? options.reason
    : undefined;
}

function isRisky({ letters = '', long = [], words }: RiskyOptions, word: string): boolean {
  if (words?.test(word)) return true;
  if (word.startsWith('--')) {
    const name = word.slice(2).split('=')[0] ?? '';
    return name !== '' && long.some((option) => option.startsWith(name));
  }
  return word.startsWith('-') && letters.split('').some((letter) => word.includes(letter));
}
