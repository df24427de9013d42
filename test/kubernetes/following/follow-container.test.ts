import { afterEach, describe, expect, test } from '@jest/globals';
import { following, over, RUNNING, stopFollowing, T1, T2, T3, WAITING } from './following.ts';
import { exchange } from '../recordings.ts';
import { ScriptedLog } from './scripted-log.ts';
import { podWith, ScriptedPod } from '../scripted-pod.ts';

afterEach(stopFollowing);

describe('a followed container', () => {
  test('is told from its start over its log to its exit code', async () => {
    const pod = new ScriptedPod(WAITING);
    const log = new ScriptedLog();
    const { outcome, told } = await following(pod, log);
    await pod.watched;
    pod.become(RUNNING);
    await log.followed;
    log.append(T1, 'one\n');
    log.append(T2, 'two');
    log.end();
    pod.become(over(3));
    expect(await outcome).toEqual({ kind: 'exited', code: 3 });
    expect(told).toEqual(['started', 'one\n', 'two']);
    expect(log.queries[0]).toEqual({ container: 'debug-1', follow: 'true', timestamps: 'true' });
    expect(log.queries.at(-1)).toMatchObject({ follow: 'false' });
  });

  test('that is over already gives all of its log', async () => {
    const log = new ScriptedLog();
    log.append(T1, 'one\n');
    log.append(T2, 'two\n');
    log.end();
    const { outcome, told, positions } = await following(new ScriptedPod(over(0)), log);
    expect(await outcome).toEqual({ kind: 'exited', code: 0 });
    expect(told).toEqual(['started', 'one\ntwo\n']);
    expect(positions).toEqual([{ time: T2, lines: 1 }]);
    expect(log.queries).toHaveLength(1);
  });

  test.each(['break', 'cut'] as const)('loses and repeats nothing when connections end: %s', async (how) => {
    const pod = new ScriptedPod(RUNNING);
    const log = new ScriptedLog();
    const seen = Promise.withResolvers<void>();
    const told: string[] = [];
    const { outcome } = await following(pod, log, {
      onLines: ({ text }) => {
        told.push(text.toString());
        if (told.join('').includes('two')) seen.resolve();
      },
    });
    await log.followed;
    log.append(T1, 'one\n');
    log.append(T2, 'two\n');
    await seen.promise;
    log.append(T2, 'hal');
    log[how]();
    await log.followed;
    expect(log.queries.at(-1)).toMatchObject({ sinceTime: '2026-11-22T07:45:59Z', follow: 'true' });
    log.more('f\n');
    log.append(T3, 'three\n');
    log.end();
    pod.become(over(0));
    await outcome;
    expect(told.join('')).toBe('one\ntwo\nhalf\nthree\n');
  });

  test('is followed on where an earlier follower stopped', async () => {
    const log = new ScriptedLog();
    log.append(T1, 'one\n');
    log.append(T2, 'two\n');
    log.append(T2, 'three\n');
    log.end();
    const after = { time: T2, lines: 1 };
    const { outcome, told } = await following(new ScriptedPod(over(0)), log, { after });
    await outcome;
    expect(told).toEqual(['started', 'again:one\ntwo\n', 'three\n']);
    expect(log.queries[0]).not.toHaveProperty('sinceTime');
  });

  test('whose end the status tells first has its log read to the end', async () => {
    const pod = new ScriptedPod(RUNNING);
    const log = new ScriptedLog();
    const { outcome, told } = await following(pod, log);
    await log.followed;
    log.append(T1, 'one\n');
    log.end(true); // The connection stays open, and silent.
    pod.become(over(1));
    expect(await outcome).toEqual({ kind: 'exited', code: 1 });
    expect(told).toEqual(['started', 'one\n']);
    expect(log.queries.map(({ follow }) => follow)).toEqual(['true', 'false']);
  });

  test('holds the log back while its reader is busy', async () => {
    const log = new ScriptedLog();
    for (let n = 0; n < 200; n += 1) log.append(T1, `${'x'.repeat(10_000)}\n`);
    log.end();
    let reading = 0;
    let most = 0;
    let bytes = 0;
    const { outcome } = await following(new ScriptedPod(over(0)), log, {
      onLines: async ({ text }) => {
        reading += 1;
        most = Math.max(most, reading);
        await new Promise((resolve) => setImmediate(resolve));
        bytes += text.length;
        reading -= 1;
      },
    });
    await outcome;
    expect(most).toBe(1);
    expect(bytes).toBe(200 * 10_001);
  });

  test('tells how long ago it started: what was seen, and no more than the node’s clock says', async () => {
    const pod = new ScriptedPod(WAITING);
    const log = new ScriptedLog();
    let live = -1;
    await following(pod, log, { onStarted: (sinceMs) => void (live = sinceMs) });
    await pod.watched;
    pod.become(RUNNING);
    await log.followed;
    expect(live).toBeGreaterThanOrEqual(0);
    expect(live).toBeLessThan(5000);
    let late = -1;
    const startedAt = new Date(Date.now() - 90_000).toISOString();
    const again = new ScriptedLog();
    await following(new ScriptedPod(podWith({ running: { startedAt } })), again, {
      onStarted: (sinceMs) => void (late = sinceMs),
    });
    await again.followed;
    expect(late).toBeGreaterThanOrEqual(89_000);
    expect(late).toBeLessThan(120_000);
  });
});

describe('a log that is not there yet', () => {
  test.each([
    [
      'waiting',
      {
        status: 400,
        body: {
          kind: 'Status',
          message: 'container "debug-1" in pod "happy" is waiting to start: ContainerCreating',
        },
      },
    ],
    ['unscheduled', { status: 204, body: '' }],
    ['busy', { status: 429, body: '' }],
  ])('is asked for again: %s', async (_why, reply) => {
    const pod = new ScriptedPod(RUNNING);
    const log = new ScriptedLog();
    let refused = 0;
    const { outcome, told } = await following(
      pod,
      log,
      {},
      {
        answer: (request) => {
          if (!ScriptedLog.is(request)) return pod.answer(request);
          refused += 1;
          return refused < 3 ? reply : log.answer(request);
        },
      },
    );
    await log.followed;
    log.append(T1, 'one\n');
    log.end();
    pod.become(over(0));
    expect(await outcome).toEqual({ kind: 'exited', code: 0 });
    expect(told).toEqual(['started', 'one\n']);
  });

  test('or not any more ends with the exit code', async () => {
    const { response } = exchange('exec-protocol', 'no such pod');
    const pod = new ScriptedPod(over(4));
    const { outcome } = await following(
      pod,
      new ScriptedLog(),
      {},
      {
        answer: (request) =>
          ScriptedLog.is(request) ? { status: response.status, body: response.body } : pod.answer(request),
      },
    );
    expect(await outcome).toEqual({ kind: 'exited', code: 4 });
  });
});

describe('following ends', () => {
  test('at the time limit, counted from the start', async () => {
    const startedAt = new Date(Date.now() - 50_000).toISOString();
    const log = new ScriptedLog();
    const { outcome } = await following(new ScriptedPod(podWith({ running: { startedAt } })), log, {
      timeoutMs: 50_100,
    });
    expect(await outcome).toEqual({ kind: 'timed-out' });
  });

  test('but the limit is the command’s, not that of its reader', async () => {
    const log = new ScriptedLog();
    log.append(T1, 'one\n');
    log.append(T2, 'two\n');
    log.end();
    const { outcome, told } = await following(new ScriptedPod(over(0)), log, { timeoutMs: 1 });
    expect(await outcome).toEqual({ kind: 'exited', code: 0 });
    expect(told).toEqual(['started', 'one\ntwo\n']);
    const pod = new ScriptedPod(RUNNING);
    const slow = new ScriptedLog();
    slow.append(T1, 'one\n');
    const since = Date.now() - Date.parse('2026-11-22T07:45:59Z');
    const reading = await following(pod, slow, {
      timeoutMs: since + 1000,
      onLines: async () => {
        slow.end();
        pod.become(over(0));
        await new Promise((resolve) => {
          setTimeout(resolve, 1100);
        });
      },
    });
    expect(await reading.outcome).toEqual({ kind: 'exited', code: 0 });
  });

  test.each(['before', 'while starting', 'while running'] as const)('when aborted %s', async (when) => {
    const abort = new AbortController();
    const pod = new ScriptedPod(when === 'while running' ? RUNNING : WAITING);
    const log = new ScriptedLog();
    if (when === 'before') abort.abort();
    const { outcome, server } = await following(pod, log, { signal: abort.signal });
    if (when === 'while starting') await pod.watched;
    if (when === 'while running') await log.followed;
    abort.abort();
    expect(await outcome).toEqual({ kind: 'aborted' });
    if (when === 'before') expect(server.requests).toHaveLength(0);
  });

  test('with what a reader threw, and drops its connections', async () => {
    const pod = new ScriptedPod(RUNNING);
    const log = new ScriptedLog();
    const { outcome } = await following(pod, log, {
      onLines: () => Promise.reject(new Error('disk full')),
    });
    await log.followed;
    log.append(T1, 'one\n');
    await expect(outcome).rejects.toThrow('disk full');
    while (log.followers + pod.watchers > 0) await new Promise((resolve) => setImmediate(resolve));
  });
});
