import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
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

  test('goes on where an earlier follower stopped', async () => {
    const pod = await world.pod();
    const debug = world.container('resume0001', {
      entrypoint: ['sh', '-c', 'for i in 1 2 3 4; do echo line $i; sleep 1; done'],
    });
    await world.cluster.addContainer({ namespace, pod, container: debug });
    const follow = (
      signal: AbortSignal | undefined,
      after: LogLines['position'] | undefined,
      seen: LogLines[],
      enough: () => void,
    ) =>
      world.cluster.followContainer({
        namespace,
        pod,
        container: debug.name,
        startTimeoutMs: world.subject.patienceMs,
        timeoutMs: world.subject.patienceMs,
        ...(signal && { signal }),
        ...(after && { after }),
        onLines: (some) => {
          seen.push(some);
          if (Buffer.concat(seen.map(({ text }) => text)).includes('line 2')) enough();
        },
      });
    const [crash, first, second] = [new AbortController(), [] as LogLines[], [] as LogLines[]];
    expect(await follow(crash.signal, undefined, first, () => crash.abort())).toEqual({ kind: 'aborted' });
    const outcome = await follow(undefined, first.at(-1)?.position, second, () => undefined);
    expect(outcome).toEqual({ kind: 'exited', code: 0 });
    const fresh = [...first, ...second.filter(({ again }) => !again)].map(({ text }) => text.toString());
    expect(fresh.join('')).toBe('line 1\nline 2\nline 3\nline 4\n');
  });
});
