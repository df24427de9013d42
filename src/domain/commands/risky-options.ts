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
const RUNS = 'can run another program';
/** The tools of a JDK hand what follows `-J` to a virtual machine of their own, which runs programs and libraries. */
const JDK: RiskyOptions = { letters: 'J', reason: RUNS };
const IPTABLES: RiskyOptions = { letters: 'M', long: ['modprobe'], reason: RUNS };
const FD: RiskyOptions = { letters: 'xX', long: ['exec', 'exec-batch'], reason: RUNS };

/** Programs that only look, unless an option makes them run or write something. */
const RISKY_OPTIONS: ReadonlyMap<string, RiskyOptions> = new Map<string, RiskyOptions>([
  ['ab', { letters: 'ge', reason: WRITES }],
  ['ag', { long: ['pager'], reason: RUNS }],
  // `-w` takes %output{FILE} since curl 8.3, which also takes each option behind `--expand-`.
  [
    'curl',
    {
      letters: 'oOJKTcDwQ',
      long: `output output-dir remote-name remote-name-all remote-header-name config upload-file cookie-jar dump-header
        trace trace-ascii stderr libcurl hsts alt-svc etag-save engine create-dirs quote postquote prequote write-out
        create-file-mode url-query ssl-sessions metalink`.split(/\s+/),
      words: /^--expand-/,
      reason: WRITES,
    },
  ],
  ['date', { letters: 's', long: ['set'], words: /^\d{8}/, reason: 'can set the clock' }],
  [
    'dmesg',
    {
      letters: 'CcDEn',
      long: ['clear', 'read-clear', 'console-off', 'console-on'],
      reason: 'can clear the log',
    },
  ],
  ['drill', { letters: 'wq', reason: WRITES }],
  ['fd', FD],
  ['fdfind', FD],
  ['file', { letters: 'C', long: ['compile'], reason: WRITES }],
  ['find', { words: /^-(delete|fprint0?|fprintf|fls)$/, reason: 'can delete and write files' }],
  ['iconv', { letters: 'o', long: ['output'], reason: WRITES }],
  ['iperf3', { letters: 'FI', long: ['file', 'logfile', 'pidfile'], reason: WRITES }],
  ...['iptables', 'ip6tables', 'arptables', 'ebtables'].map((name) => [name, IPTABLES] as const),
  ...['iptables-save', 'ip6tables-save', 'iptables-restore', 'ip6tables-restore'].map(
    (name) => [name, { letters: 'Mf', long: ['modprobe', 'file'], reason: RUNS }] as const,
  ),
  // ip takes abbreviations of its objects: `ip n` is neigh, `ip net` is netns, whose exec runs a program.
  ['ip', { words: /^(n|ne|net.*|v|vr|vrf|-{1,2}b(a.*)?)$/, reason: RUNS }],
  ...['jps', 'jstack', 'jstat'].map((name) => [name, JDK] as const),
  ['jobs', { letters: 'x', reason: RUNS }],
  ['lsof', { letters: 'D', reason: WRITES }],
  ['nc', { letters: 'ec', long: ['exec', 'sh-exec', 'lua-exec'], reason: RUNS }],
  [
    'ncat',
    {
      letters: 'eco',
      long: ['exec', 'sh-exec', 'lua-exec', 'output', 'hex-dump'],
      reason: RUNS,
    },
  ],
  ['netcat', { letters: 'ec', long: ['exec', 'sh-exec'], reason: RUNS }],
  ['ngrep', { letters: 'O', reason: WRITES }],
  ['nm', { long: ['plugin'], reason: RUNS }],
  ['pidstat', { letters: 'e', reason: RUNS }],
  ['printf', { letters: 'v', reason: 'can set a variable' }],
  ['rg', { long: ['pre', 'hostname-bin'], reason: RUNS }],
  ['shuf', { letters: 'o', long: ['output'], reason: WRITES }],
  [
    'sort',
    { letters: 'o', long: ['output', 'compress-program'], reason: 'can run another program and write files' },
  ],
  ['ss', { letters: 'KD', long: ['kill', 'diag'], reason: 'can close connections' }],
  [
    'sysctl',
    {
      letters: 'wpf',
      long: ['write', 'load', 'system'],
      words: /=/,
      reason: 'can change settings of the node',
    },
  ],
  ['tc', { words: /^(e|ex|exe|exec|-{1,2}b(a.*)?)$/, reason: RUNS }],
  ['tcpdump', { letters: 'zw', reason: 'can run another program and write files' }],
  // bash runs what stands in the index of a variable that it is asked about.
  ['test', { letters: 'v', reason: RUNS }],
  ['[', { letters: 'v', reason: RUNS }],
  ['tree', { letters: 'oR', reason: WRITES }],
  ['umount', { words: /^/, reason: 'starts other programs' }],
  ['uniq', { operands: 1, reason: WRITES }],
  // bash evaluates the name that `-p` takes.
  ['wait', { letters: 'p', reason: RUNS }],
  ['xmllint', { words: /^-{1,2}(shell|o|output)$/, reason: WRITES }],
  ['xxd', { operands: 1, letters: 'r', reason: WRITES }],
  ['yq', { letters: 'is', long: ['inplace', 'in-place', 'split-exp', 'split-exp-file'], reason: WRITES }],
  ['zgrep', { words: /^-/, reason: 'is a script around other programs' }],
]);

/** What an option of a command, or a word that may come to be one, makes it do; undefined where there is none. */
export function riskOfOptions(words: readonly CommandWord[]): string | undefined {
  const [program, ...rest] = words;
  const name = baseName(program?.value ?? '');
  // `nc.openbsd` is one of several that a system can have for `nc`.
  const options = RISKY_OPTIONS.get(name) ?? RISKY_OPTIONS.get(name.replace(/\.\w+$/, ''));
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
