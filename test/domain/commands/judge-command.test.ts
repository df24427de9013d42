import { describe, expect, test } from '@jest/globals';
import { readCommand } from '../../../src/domain/asking/command.ts';
import { type CommandRules, judgeCommand } from '../../../src/domain/commands/judge-command.ts';
import { READERS } from './tries/spelling.ts';

function judged(rules: CommandRules, text: string, env = false) {
  const reading = readCommand(text);
  if (reading.kind === 'invalid') throw new Error(reading.sentence);
  return judgeCommand(rules, reading.command, { env });
}

describe('what runs by itself', () => {
  test.each([
    'ps',
    'ps aux',
    '  ps aux  ',
    'ps -o pid,user,args',
    'cat /proc/1/status',
    `cat '/proc/1/status'`,
    'cat "/proc/1/status"',
    'cat /proc/"1"/status',
    'cat /proc/self/status',
    'ps aux | head',
    'ps aux | head -n 5 | grep -v x',
    'ls -la /tmp; ps',
    'ls -la /tmp\nps',
    'ls /tmp \\\n  /var',
    'ps 2>/dev/null',
    'ps >/dev/null 2>&1',
    'echo x >&2',
    'head < /dev/null',
    '(ps)',
    '{ ps; }',
    '(ps; (ls))',
    'ps && ls || true',
    '! ps',
    'ps & ls',
    'ps # what runs',
    'ls *.log',
    'ls /tmp/[a-z]?',
    'ls ~',
    'ls $HOME',
    'ls "$HOME/x"',
    'ls ${HOME}',
    'echo $?',
    'echo ${#HOME}',
    'echo "it is $(ps | head -n 1)"',
    'echo `ps`',
    'echo $((1 + 2 * 3))',
    'echo "a\\"b" c\\ d',
    `echo 'größe'`,
    'echo a#b a=b {} !',
    'grep "x$" /proc/1/status',
    `grep -E '^(a|b)' /proc/1/status`,
    'if ps | grep -q x; then ls; elif [ -f x ]; then true; else echo no; fi',
    'for i in 1 2 3; do echo $i; done',
    'while true; do ps; done',
    'case $HOME in /root) ps;; *) ls;; esac',
    'printf "%s\\n" a',
    'test -f /tmp/x',
  ])('%j', (text) => {
    expect(judged(READERS, text)).toEqual({ kind: 'allow' });
  });

  test.each([
    ['busybox *', 'ps *', 'busybox ps aux'],
    ['env *', 'ps *', 'env'],
    ['env *', 'ps *', 'env -i ps aux'],
    ['nsenter *', 'ps *', 'nsenter -t 1 -mp -- ps aux'],
    ['xargs *', 'ls *', 'ls | xargs -n 1 ls -l'],
    ['find *', 'ls *', 'find /tmp -name x -exec ls -l {} \\;'],
    ['find *', 'ls *', 'find /tmp/* -name "*.log" -size +1M'],
    ['sh *', 'ps *', 'sh -c "ps aux; ps"'],
    ['command *', 'x', 'command -v ps'],
    ['sort *', 'ps *', 'ps | sort -k 2 -nr'],
    ['sort *', 'ps *', 'sort -- /etc/hosts'],
    ['curl *', 'x', 'curl -sv http://127.0.0.1:8080/healthz'],
    ['ip *', 'x', 'ip -br addr'],
    ['ip *', 'x', 'ip neigh show'],
    ['nc *', 'x', 'nc -zv 127.0.0.1 80'],
    ['tcpdump *', 'x', 'tcpdump -nni any -c 5 port 80'],
    ['uniq *', 'ps *', 'ps | uniq -c'],
    ['date *', 'x', 'date +%s'],
  ])('with %j and %j, %j', (one, other, text) => {
    expect(judged({ allow: [one, other], review: [], refuse: ['rm *'], otherwise: 'refuse' }, text)).toEqual({
      kind: 'allow',
    });
  });

  test.each([
    [`awk '{print $1}' /proc/mounts`, `awk '{print $1}' /proc/mounts`],
    ['sed -n 1,5p /etc/hosts', 'sed -n "1,5p" /etc/hosts'],
    ['sudo ps', 'sudo ps'],
    ['busybox ps *', 'busybox ps aux'],
    ['timeout 5 ps *', 'timeout 5 ps aux'],
    [`sh -c 'ps aux'`, 'sh -c "ps aux"'],
    ['/bin/ps *', '/bin/ps aux'],
    ['cd /tmp', 'cd /tmp'],
    [`find /tmp -exec cat {} ';'`, 'find /tmp -exec cat {} ";"'],
  ])('spelled out by %j alone: %j', (pattern, text) => {
    expect(judged({ allow: [pattern], review: [], refuse: [], otherwise: 'refuse' }, text).kind).toBe(
      'allow',
    );
  });
});

test('refused comes before allowed, allowed before reviewed, reviewed before all others', () => {
  const rules: CommandRules = {
    allow: ['ls *', 'ps'],
    review: ['ls *', 'cat *'],
    refuse: ['ls /etc/*'],
    otherwise: 'refuse',
  };
  expect(judged(rules, 'ls /tmp').kind).toBe('allow');
  expect(judged(rules, 'ls /etc/ssl').kind).toBe('refuse');
  expect(judged(rules, 'ls /tmp/..//etc/./ssl').kind).toBe('refuse');
  expect(judged(rules, 'cat x').kind).toBe('review');
  expect(judged(rules, 'ps aux').kind).toBe('refuse');
});

test('what changes the meaning of other commands may run alone, and not with any', () => {
  const rules: CommandRules = { allow: ['cd /tmp', 'ls *'], review: [], refuse: [], otherwise: 'review' };
  expect(judged(rules, 'cd /tmp').kind).toBe('allow');
  for (const text of ['cd /tmp; ls', 'cd /tmp && ls x', 'ls; cd /tmp', '(cd /tmp; ls)']) {
    expect(judged(rules, text)).toMatchObject({
      kind: 'review',
      sentence: expect.stringContaining('cd changes what its other commands mean'),
    });
  }
});

test('dash takes one digit only before a redirection, and all before it for words', () => {
  expect(judged(READERS, 'ps 2>/dev/null').kind).toBe('allow');
  expect(judged(READERS, 'ps 12>/dev/null').kind).toBe('review');
});

test('a word that may come to be a refused one is not allowed', () => {
  const rules: CommandRules = { allow: ['ls *'], review: [], refuse: ['ls -R *'], otherwise: 'review' };
  expect(judged(rules, 'ls -R /').kind).toBe('refuse');
  expect(judged(rules, 'ls $X /').kind).toBe('review');
  expect(judged(rules, 'ls / $X').kind).toBe('allow');
});

test('environment variables can change what an allowed command does', () => {
  expect(judged(READERS, 'ps', true).kind).toBe('review');
  expect(judged(READERS, 'rm x', true).kind).toBe('refuse');
});

test('what runs counts, not what is shown', () => {
  const disguised = { text: 'ps aux', argv: ['rm', '-rf', '/'] };
  expect(judgeCommand(READERS, disguised, { env: false }).kind).toBe('refuse');
  // A shell that was typed is a program like others; the one that Keyhole puts around a script is not.
  expect(judgeCommand(READERS, { text: 'sh -c ps', argv: ['sh', '-c', 'ps'] }, { env: false }).kind).toBe(
    'review',
  );
  expect(judgeCommand(READERS, { text: 'ps|ls', argv: ['sh', '-c', 'ps|ls'] }, { env: false }).kind).toBe(
    'allow',
  );
});

describe('sentences', () => {
  test.each([
    ['rm -rf /', 'lets `rm -rf /` run for nobody'],
    ['ps | xargs rm', 'lets `rm …` run for nobody'],
    ['whoami', 'lets `whoami` run only once someone approved it'],
    [
      'ps > /tmp/x',
      'lets `ps > /tmp/x` (it reads or writes a file by a redirection) run only once someone approved it',
    ],
    [`awk '1' f`, 'lets `awk 1 f` (awk runs code that it is given) run only once someone approved it'],
  ])('on %j', (text, sentence) => {
    expect(judged({ ...READERS, allow: [...READERS.allow, 'xargs *'] }, text)).toMatchObject({ sentence });
  });

  test('show a long command on one line, cut, with nothing that ends its code', () => {
    const verdict = judged(READERS, `whoami '\`\n${'x'.repeat(200)}'`);
    expect(verdict.kind === 'allow' ? '' : verdict.sentence).toMatch(
      /^lets `whoami ' x{60,70}…` run only once/,
    );
  });
});
