/** The options of a program that runs the command after them. Whatever is not listed here makes it unreadable. */
export interface WrapperForm {
  /** Short options without a value, as letters. */
  readonly flags: string;
  /** Short options with a value, glued to them or in the word after. */
  readonly valued: string;
  /** Long options without a value, written out. */
  readonly long?: readonly string[];
  /** How many words come before the command, such as the duration of `timeout`. */
  readonly operands: number;
  /** What it does without a command is nothing but showing something. */
  readonly shows?: true;
  /** It adds words to the command that nobody knows before. */
  readonly appends?: true;
}

/** Programs that run another one, which can be read off their words: both are judged. */
export const WRAPPERS: ReadonlyMap<string, WrapperForm> = new Map<string, WrapperForm>([
  ['builtin', { flags: '', valued: '', operands: 0 }],
  ['chroot', { flags: '', valued: '', operands: 1 }],
  ['command', { flags: 'p', valued: '', operands: 0 }],
  ['env', { flags: 'i0', valued: 'u', long: ['ignore-environment', 'null'], operands: 0, shows: true }],
  ['exec', { flags: '', valued: '', operands: 0 }],
  ['ionice', { flags: 't', valued: 'cn', long: ['ignore'], operands: 0, shows: true }],
  ['nice', { flags: '', valued: 'n', operands: 0, shows: true }],
  ['nohup', { flags: '', valued: '', operands: 0 }],
  [
    'nsenter',
    {
      flags: 'amuinpCUTF',
      valued: 'tSG',
      long: ['all', 'mount', 'uts', 'ipc', 'net', 'pid', 'cgroup', 'user', 'time', 'no-fork'],
      operands: 0,
    },
  ],
  ['setsid', { flags: 'cfw', valued: '', long: ['ctty', 'fork', 'wait'], operands: 0 }],
  ['stdbuf', { flags: '', valued: 'ioe', operands: 0 }],
  ['strace', { flags: 'cCfqrtTvy', valued: 'ps', operands: 0, shows: true }],
  ['time', { flags: 'pv', valued: '', operands: 0 }],
  ['timeout', { flags: '', valued: 'sk', long: ['foreground', 'preserve-status'], operands: 1 }],
  ['unshare', { flags: 'muinpUCTfr', valued: '', operands: 0 }],
  [
    'xargs',
    {
      flags: '0rt',
      valued: 'nPLs',
      long: ['null', 'no-run-if-empty', 'verbose'],
      operands: 0,
      appends: true,
    },
  ],
]);

/** Programs of which the first word names one of many that they hold. */
export const MULTI_CALL = /^(busybox|toybox|coreutils)/;

/** Shells that read a script as POSIX has it. */
export const POSIX_SHELLS: ReadonlySet<string> = new Set(['sh', 'ash', 'dash', 'bash', 'hush']);

/** Programs that run another one, in more ways than are read here: what may be a command is searched for refused ones. */
export const OPAQUE_WRAPPERS: ReadonlySet<string> = new Set(
  `aa-exec abduco asciinema austin autossh chamber coresched cpulimit cttyhack docker-init dockerize
  dotnet-counters dotnet-trace elvish enosys envconsul execlineb heaptrack lckdo logsave logwrapper memray mosh
  multitime nu oneit osh pexec  pipesz powershell pwsh py-spy rbspy rc sash setlock setpgid slsh ssh-agent
  tini-static tmate trace-cmd uclampset uevent uftrace watchexec xonsh zrun
  acpid bwrap capsh catatonit catchsegv cgexec chpst chrt choom chronic csh dbus-run-session doas dtach dumb-init
  dvtm entr envdir envuidgid faketime fakeroot firejail fish flock gosu hyperfine ifne inotifyd i386 ksh
  linux32 linux64 ltrace mispipe mksh numactl openvt parallel parallel-ssh pdsh pee pkexec posh prlimit
  proot pssh rbash rlwrap rsh rush run-parts runcon runsv runuser screen script scriptlive
  setarch setpriv setuidgid softlimit ssh sshpass start-stop-daemon su su-exec sudo sudoedit
  switch_root pivot_root systemd-run taskset tcpserver tcpsvd tcsh tini tmux torify torsocks tsocks udpsvd unbuffer
  uname26 valgrind watch x86_64 xvfb-run yash zsh`.split(/\s+/),
);
