import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { extendCommand, holderCommand } from '../../../../src/domain/container/holder.ts';
import { startCluster } from '../../../../src/sandbox/cluster/server.ts';
import type { SandboxCluster } from '../../../../src/sandbox/cluster/server.ts';
import { WireClient, channelText, shellIn, until } from '../client.ts';

const pod = 'api-7f9c6d5b84-x2k4p';
const holder =
  'trap "exit 0" TERM; n=0; while [ $n -lt 900 ] && [ ! -e /tmp/stop ]; do sleep 0.1; n=$((n+1)); done; echo bye';

let cluster: SandboxCluster;
let client: WireClient;

async function add(name: string, command: string[], more: Record<string, unknown> = {}): Promise<void> {
  const container = { name, image: 'busybox', command, ...more };
  const answer = await client.request('PATCH', `/api/v1/namespaces/shop/pods/${pod}/ephemeralcontainers`, {
    spec: { ephemeralContainers: [container] },
  });
  expect(answer.status).toBe(200);
}

/** Output, errors and exit code of a script, in one string each. */
async function run(
  script: string,
  container = 'tools',
  send: Buffer[] = [],
): Promise<[string, string, number]> {
  const more = send.length > 0 ? '&stdin=true' : '';
  const answer = await shellIn(client, pod, container, script, { send, more });
  const status = JSON.parse(channelText(answer, 3)) as {
    details?: { causes: { message: string }[] };
  };
  const code = Number(status.details?.causes[0]?.message ?? '0');
  return [channelText(answer, 1), channelText(answer, 2), code];
}

const containerOf = (name: string) =>
  cluster
    .pods()
    .find((one) => one.name === pod)
    ?.containers.find((one) => one.name === name);

beforeAll(async () => {
  cluster = await startCluster();
  client = new WireClient(cluster);
  const securityContext = { capabilities: { add: ['SYS_PTRACE'] } };
  await add('tools', ['sleep', '600'], { targetContainerName: 'app', securityContext });
});

afterAll(() => cluster.stop());

describe('the shell language', () => {
  test.each([
    ['arithmetic and dates', 'x=5; y=$((x+1)); echo $y $(( $(date +%s) > 1000 ))', '6 1\n'],
    ['field splitting', 'a="b c"; for w in $a "$a"; do echo "<$w>"; done', '<b>\n<c>\n<b c>\n'],
    ['parameter expansion', 'a=abc; echo ${a#a} ${#a} ${z:-def}', 'bc 3 def\n'],
    ['functions and local', 'f() { local v=$1; echo "f $v"; return 3; }; f x; echo $?', 'f x\n3\n'],
    ['case', 'case abc in x) echo x;; a*) echo star;; esac', 'star\n'],
    ['here documents', 'cat <<E\nhello $((1+1))\nE', 'hello 2\n'],
    ['subshells and groups', '(cd /tmp; pwd); pwd; { echo g; } > /tmp/g; cat /tmp/g', '/tmp\n/\ng\n'],
    ['command substitution', 'echo $(hostname) `echo tick`', `${pod} tick\n`],
    ['nested shells', String.raw`sh -c "echo \$0 \$1; exit 4" a b; echo $?`, 'a b\n4\n'],
    ['exec', 'exec echo hi; echo never', 'hi\n'],
    ['background, $!, kill and wait', 'sleep 100 & p=$!; kill $p; wait $p; echo $?', '143\n'],
    ['traps', 'trap "echo got" TERM; kill -TERM $$; echo after; trap "echo bye" EXIT', 'got\nafter\nbye\n'],
    ['set -e', 'set -e; false; echo never', ''],
    ['a failed expansion', 'echo a; echo ${nope:?missing}; echo never', 'a\n'],
    [
      'devices',
      'head -c 100 /dev/urandom | wc -c; cat /dev/null; head -c 3 /dev/zero | od -c | head -n 1',
      '100\n0000000   \\0  \\0  \\0\n',
    ],
    ['read from a pipe', 'echo "a b c" | while read p q; do echo "$p-$q"; done', 'a-b c\n'],
    ['timeout', 'timeout 0.05 sleep 5; echo $?', '143\n'],
    ['positional parameters', 'set -- a "b c"; shift; echo "$1" $#', 'b c 1\n'],
    [
      'utilities of just-bash',
      'seq 3 | xargs echo; echo a,b | cut -d, -f2; seq 3 | sed -n 2p',
      '1 2 3\nb\n2\n',
    ],
  ])('%s', async (_name, script, expected) => {
    expect((await run(script))[0]).toBe(expected);
  });

  test('what is missing is told as busybox tells it', async () => {
    const [out, err] = await run('nosuch; echo $?; cat /nope; echo x > /no/file');
    expect(out).toBe('127\n');
    expect(err).toContain('sh: nosuch: not found\n');
    expect(err).toContain("cat: can't open '/nope': No such file or directory\n");
  });

  test('read takes one line of standard input and leaves the rest', async () => {
    const send = [Buffer.from('\0one two three\nrest\n'), Buffer.from([255, 0])];
    expect((await run('read -t 5 x y; echo "[$x|$y]"; cat', 'tools', send))[0]).toBe(
      '[one|two three]\nrest\n',
    );
  });

  test('a busy loop starves nobody and dies by a signal', async () => {
    const [out] = await run('while :; do :; done & p=$!; sleep 0.1; kill $p; wait $p; echo $?');
    expect(out).toBe('143\n');
  });
});

describe('processes and files', () => {
  test('a target shares its processes and shows its files through /proc/1/root', async () => {
    const [out] = await run(
      'ps -o pid,user,args; cat /proc/1/root/etc/os-release; tr "\\0" " " < /proc/1/cmdline',
    );
    expect(out).toContain('    1 65532    /app/server --port=8080');
    expect(out).toContain('PRETTY_NAME="Distroless"');
    expect(out).toMatch(/\/app\/server --port=8080 $/);
  });

  test('without a target the own process is 1, and files are the container’s own', async () => {
    await add('alone', ['sh', '-c', holder]);
    const [out] = await run('ps -o pid,args | head -n 2; ls /tmp', 'alone');
    expect(out).toContain('    1 sh -c trap');
  });

  test('a file that an exec writes ends the holder, and its log is kept', async () => {
    await add('stopped', ['sh', '-c', holder]);
    await run('touch /tmp/stop', 'stopped');
    await until(
      () => containerOf('stopped'),
      (one) => one?.state === 'Completed',
    );
    const log = await client.request('GET', `/api/v1/namespaces/shop/pods/${pod}/log?container=stopped`);
    expect(log.body).toBe('bye\n');
  });

  test('a holder of Keyhole waits for longer once it is told, as in any sh, and then ends', async () => {
    const command = [...holderCommand('abc', { limitSeconds: 3, longestSeconds: 5 })];
    await add('extended', command, { env: [{ name: 'KEYHOLE_REQUEST', value: 'abc' }] });
    const from = performance.now();
    const [, , script = '', ...args] = extendCommand('abc', 5);
    const [, err, code] = await run(`set -- ${args.slice(1).join(' ')}; ${script}`, 'extended');
    expect([err, code]).toEqual(['', 0]);
    await until(
      () => containerOf('extended'),
      (one) => one?.state === 'Completed',
    );
    expect(performance.now() - from).toBeGreaterThan(3_900);
  }, 20_000);

  test('a uid that is not root may neither look into others nor write where it likes', async () => {
    await add('user', ['sleep', '600'], {
      targetContainerName: 'app',
      securityContext: { runAsUser: 1000 },
    });
    const [out, err] = await run(
      'id; whoami; cat /proc/1/environ; echo x > /etc/x; echo y > /tmp/y; kill 1',
      'user',
    );
    expect(out).toBe('uid=1000 gid=0 groups=0\n');
    expect(err).toContain('whoami: unknown uid 1000');
    expect(err).toContain("cat: can't open '/proc/1/environ': Permission denied");
    expect(err).toContain("sh: can't create /etc/x: Permission denied");
    expect(err).toContain("kill: can't kill pid 1: Operation not permitted");
  });

  test('killing process 1 of the target restarts the application, which is counted, and ends the debug container', async () => {
    const before = containerOf('app')?.restarts ?? 0;
    await add('killer', ['sleep', '600'], { targetContainerName: 'app' });
    const [, , code] = await run('kill 1; sleep 5', 'killer');
    expect(code).toBe(137);
    await until(
      () => containerOf('app'),
      (one) => one?.state === 'running' && one.restarts === before + 1,
    );
    await until(
      () => containerOf('killer'),
      (one) => one?.exitCode === 137,
    );
  });
});
