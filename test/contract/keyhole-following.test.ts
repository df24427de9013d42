import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { LogPosition } from '../../src/domain/container/log-position.ts';
import type { LogLines } from '../../src/kubernetes/cluster.ts';
import { openSession } from './session.ts';
import type { SessionWorld } from './session.ts';

let world: SessionWorld;
let namespace: string;

beforeAll(async () => {
  world = await openSession('followed');
  ({ namespace } = world);
});

afterAll(() => world?.close());

describe('a command that is the container itself', () => {
  test('is followed to its end: every line once, then the exit code; the log stays', async () => {
    const pod = await world.pod();
    const script = 'for i in 1 2 3; do echo line $i; sleep 1; done; exit 5';
    const debug = world.container('follow0001', { entrypoint: ['sh', '-c', script] });
    await world.cluster.addContainer({ namespace, pod, container: debug });
    const lines: LogLines[] = [];
    const outcome = await world.cluster.followContainer({
      namespace,
      pod,
      container: debug.name,
      startTimeoutMs: world.subject.patienceMs,
      timeoutMs: world.subject.patienceMs,
      onLines: (some) => void lines.push(some),
    });
    expect(outcome).toEqual({ kind: 'exited', code: 5 });
    expect(Buffer.concat(lines.map(({ text }) => text)).toString()).toBe('line 1\nline 2\nline 3\n');
    expect(lines.some(({ again }) => again)).toBe(false);
    const log = await world.cluster.readLog({ namespace, pod, container: debug.name, lines: 2, bytes: 1000 });
    expect(log).toMatchObject({ kind: 'log' });
    expect(log.kind === 'log' && log.text.toString()).toBe('line 2\nline 3\n');
  });

  /** Follows a container until it is over or `enough` of its log came. */
  async function follow(
    container: string,
    after?: LogPosition,
    enough: (text: string) => boolean = () => false,
  ): Promise<{ outcome: object; seen: LogLines[] }> {
    const stop = new AbortController();
    const seen: LogLines[] = [];
    const outcome = await world.cluster.followContainer({
      namespace,
      pod: await world.pod(),
      container,
      startTimeoutMs: world.subject.patienceMs,
      timeoutMs: world.subject.patienceMs,
      signal: stop.signal,
      ...(after && { after }),
      onLines: (some) => {
        seen.push(some);
        if (enough(textOf(seen))) stop.abort();
      },
    });
    return { outcome, seen };
  }

  const textOf = (lines: readonly LogLines[]): string =>
    Buffer.concat(lines.map(({ text }) => text)).toString();

  test.each([
    [
      'a line a second',
      'for i in 1 2 3 4; do echo line $i; sleep 1; done',
      'line 2',
      'line 1\nline 2\nline 3\nline 4\n',
    ],
    [
      'many lines in a second',
      'i=0; while [ $i -lt 300 ]; do echo line $i; i=$((i + 1)); [ $((i % 30)) -gt 0 ] || sleep 0.2; done',
      'line 100\n',
      Array.from({ length: 300 }, (_none, index) => `line ${index}\n`).join(''),
    ],
    [
      'lines that a runtime parts, and a last one without its end',
      'for c in a b c; do head -c 50000 /dev/zero | tr "\\0" $c; echo; sleep 1; done; printf "the end"',
      'ab',
      `${'a'.repeat(50_000)}\n${'b'.repeat(50_000)}\n${'c'.repeat(50_000)}\nthe end`,
    ],
  ])('goes on where an earlier follower stopped: %s', async (what, script, until, whole) => {
    const debug = world.container(`resume${what.length}`, { entrypoint: ['sh', '-c', script] });
    await world.cluster.addContainer({ namespace, pod: await world.pod(), container: debug });
    const first = await follow(debug.name, undefined, (text) =>
      text.replaceAll('\n', '').includes(until.trim()),
    );
    expect(first.outcome).toEqual({ kind: 'aborted' });
    expect(textOf(first.seen).length).toBeLessThan(whole.length);
    const second = await follow(debug.name, first.seen.at(-1)?.position);
    expect(second.outcome).toEqual({ kind: 'exited', code: 0 });
    const fresh = [...first.seen, ...second.seen.filter(({ again }) => !again)];
    expect(textOf(fresh)).toBe(whole);
  });
});
