const CHANGES_MEANING = 'changes what other commands mean';

/** Programs that a wildcard never lets through, whatever their words are, and what makes them so. */
const RISKY: readonly (readonly [reason: string, names: string])[] = [
  // Languages, and calculators and filters that are one.
  ['runs code that it is given', 'awk gawk mawk nawk goawk original-awk sed gsed m4 gm4 dc gnuplot expect'],
  [
    'runs code that it is given',
    'perl python pypy ipython jython ruby irb jruby php php-cgi php-fpm lua luajit',
  ],
  [
    'runs code that it is given',
    'node nodejs deno bun ts-node qjs rhino jjs jrunscript java javaw jshell groovy',
  ],
  [
    'runs code that it is given',
    'tclsh wish guile racket csi sbcl clisp ghci runghc runhaskell scala kotlin clojure',
  ],
  [
    'runs code that it is given',
    'elixir iex erl escript R Rscript julia octave swift dart go dotnet fsi mono',
  ],
  // What looks into processes can call functions in them.
  ['runs code that it is given', 'gdb cgdb gdbserver lldb rr perf radare2 r2 rizin bpftrace stap dtrace'],
  ['runs code that it is given', 'jdb jcmd jmap jattach asprof arthas'],
  [
    'runs code that it is given',
    'nmap masscan tshark rawshark dumpcap wireshark termshark redis-cli valkey-cli',
  ],
  [
    'runs code that it is given',
    'ansible ansible-playbook salt puppet facter scapy sysdig csysdig drgn crash dlv',
  ],
  [
    'runs code that it is given',
    'exiftool ack prove perldoc javac jar jlink jinfo jhat jstatd keytool wrk wrk2 k6 pry byebug pdb scanmem',
  ],
  // What people type commands into: `!`, `\!`, `.shell`, `:!`.
  [
    'can open a shell',
    'vi vim vim.tiny vim.basic view rvim rview vimdiff gvim nvim ex ed red nano rnano pico joe jed',
  ],
  [
    'can open a shell',
    'mc mcedit emacs emacsclient micro hx kak elvis sam less more most pg zless zmore bat batcat',
  ],
  [
    'can open a shell',
    'psql mysql mariadb sqlite sqlite3 mongo mongosh duckdb clickhouse clickhouse-client cqlsh',
  ],
  ['can open a shell', 'sqlplus ftp tftp sftp lftp telnet mail mailx mutt debugfs lynx w3m links elinks fzf'],
  [
    'can open a shell',
    'smbclient ncftp psftp minicom microcom mycli pgcli litecli iredis usql sqlcmd osql isql mysqlsh xzless xzmore',
  ],
  ['can open a shell', 'bzless bzmore zstdless lzless tig lazygit ncdu varnishncsa virsh'],
  // Pagers, hooks, plug-ins and helpers that settings, variables or options name.
  [
    'starts programs that its settings name',
    'man mandb whatis apropos info pager sensible-pager sensible-editor',
  ],
  [
    'starts programs that its settings name',
    'git svn hg bzr cvs fossil systemctl journalctl loginctl machinectl',
  ],
  [
    'starts programs that its settings name',
    'busctl hostnamectl timedatectl systemd-nspawn udevadm logrotate openssl',
  ],
  [
    'starts programs that its settings name',
    'make gmake bmake ninja cmake ctest meson rake ant mvn gradle bazel',
  ],
  [
    'starts programs that its settings name',
    'sbt lein just task npm npx yarn pnpm corepack pip pipx uv poetry gem',
  ],
  [
    'starts programs that its settings name',
    'bundle bundler cargo rustup composer cpan apt apt-get apt-file aptitude',
  ],
  [
    'starts programs that its settings name',
    'dpkg dpkg-deb dpkg-reconfigure rpm yum dnf microdnf apk pacman zypper',
  ],
  [
    'starts programs that its settings name',
    'snap flatpak nix brew opkg update-alternatives run-mailcap xdg-open',
  ],
  [
    'starts programs that its settings name',
    'kubectl oc helm kustomize k9s istioctl docker podman nerdctl crictl ctr',
  ],
  [
    'starts programs that its settings name',
    'buildah skopeo runc crun minikube kind vagrant terraform tofu aws gcloud',
  ],
  [
    'starts programs that its settings name',
    'az gsutil ffmpeg convert magick gs latex pdflatex tex luatex pandoc',
  ],
  // Compression, transfer and comparison by a program that an option names.
  [
    'can start other programs',
    'tar gtar bsdtar star zip cpio pax rsync scp split gsplit sdiff diff3 socat ldd ld.so',
  ],
  [
    'can start other programs',
    'mount fusermount losetup fsck e2fsck mkfs modprobe insmod rmmod depmod ldconfig mdev',
  ],
  [
    'can start other programs',
    'dbus-send gdbus qdbus incrond nodemon pm2 forever gunicorn uwsgi uvicorn celery',
  ],
  [
    'can start other programs',
    'websocat nft bpftool consul consul-template confd gomplate nomad vault ssh-keygen ssh-add ssh-copy-id sshfs',
  ],
  [
    'can start other programs',
    'dmsetup openvpn dstat groff troff nroff pic soelim xelatex lualatex latexmk identify mogrify display mim',
  ],
  // What runs later, or for whoever connects.
  [
    'starts other programs',
    'crontab crond cron anacron at atq batch service rc-service openrc init telinit initctl',
  ],
  [
    'starts other programs',
    's6-svscan supervisord supervisorctl monit inetd xinetd telnetd httpd tftpd ftpd sshd',
  ],
  [
    'starts other programs',
    'dropbear sendmail postfix exim popmaildir makemime reformime lpd lpr getty agetty login',
  ],
  [
    'starts other programs',
    'sulogin run-init linuxrc bootchartd udevd udhcpc udhcpc6 dhclient dhcpcd ifup ifdown',
  ],
  [
    'starts other programs',
    'udhcpd ntpd runsvdir sv svc ttyd gotty ifplugd pppd zcip newgrp sg syslog-ng rsyslogd xterm x-terminal-emulator',
  ],
  [
    'writes files',
    'tee dd wget aria2c axel fetch truncate shred patch install uudecode ftpget ftpput sponge csplit',
  ],
  ['writes files', 'gpg gpg2 unzip unrar 7z 7za 7zr ar ranlib http https xh ipset dasel mysqldump pg_dump'],
  ['writes files', 'objcopy strip elfedit patchelf gcore criu scriptreplay'],
  ['changes who may do what', 'setcap chsh chfn passwd visudo vipw vigr'],
  [
    CHANGES_MEANING,
    'alias unalias . source set unset hash enable export readonly local declare typeset cd chdir',
  ],
  [
    CHANGES_MEANING,
    'pushd popd read readarray mapfile getopts shift umask ulimit shopt let fc bind complete',
  ],
  [CHANGES_MEANING, 'compgen history eval trap'],
];

/** Names that come with a version or a platform. */
const RISKY_NAMES: readonly (readonly [pattern: RegExp, reason: string])[] = [
  // The loader runs the program that it is given: `ld-linux-x86-64.so.2 /bin/rm`.
  [/^ld(-linux|-musl|-uClibc|\.so|64\.so|-[\d.]+\.so)/, 'starts other programs'],
  [/^s6-/, 'starts other programs'],
  [/^(mkfs|fsck|mount|umount)\./, 'can start other programs'],
  // A compiler takes the name of a program to run, and plug-ins.
  [/^(.+-)?(gcc|g\+\+|cc|c\+\+|clang|clang\+\+|ld|as|tcc|rustc)(-[\d.]+)?$/, 'can start other programs'],
];

const REASONS: ReadonlyMap<string, string> = new Map(
  RISKY.flatMap(([reason, names]) => names.split(' ').map((name) => [name, reason] as const)),
);

/** What makes a program risky whatever its words are, such as `python3.12`; undefined where nothing does. */
export function riskOfProgram(name: string): string | undefined {
  return (
    REASONS.get(name) ??
    REASONS.get(name.replace(/[\d.-]+$/, '')) ??
    RISKY_NAMES.find(([pattern]) => pattern.test(name))?.[1]
  );
}

/** Whether a builtin makes later commands of the same script mean something else. */
export function changesMeaning(program: string): boolean {
  return REASONS.get(program) === CHANGES_MEANING;
}

/** Programs that bring another one under a new name, which a list of refused ones would not know. */
export const RENAMING_PROGRAMS: ReadonlySet<string> = new Set([
  'cp',
  'gcp',
  'install',
  'link',
  'ln',
  'mv',
  'rename',
]);
