import { afterEach, describe, expect, test } from '@jest/globals';
import { following, over, RUNNING, stopFollowing, T1 } from './following.ts';
import { ScriptedLog } from './scripted-log.ts';
import { ScriptedPod } from '../scripted-pod.ts';
import type { ScriptedReply, SeenRequest } from '../scripted-server.ts';

afterEach(stopFollowing);

/** An answer that begins and never goes on. */
const STALLED: ScriptedReply = { status: 200, stream: (response) => response.flushHeaders() };

/** A log that is read to its end, not followed. */
function isRest(request: SeenRequest): boolean {
  return ScriptedLog.is(request) && !request.path.includes('follow=true');
}

function ended() {
  const [pod, log] = [new ScriptedPod(over(3)), new ScriptedLog()];
  log.append(T1, 'one\n');
  log.end();
  const answer = (request: SeenRequest) => (ScriptedLog.is(request) ? log : pod).answer(request);
  return { pod, log, answer };
}

describe('the rest of a log whose container has ended', () => {
  test('is asked for again when an answer stalls', async () => {
    const { pod, log, answer } = ended();
    let stalls = 0;
    const { outcome, told } = await following(
      pod,
      log,
      {},
      {
        timing: { request: 500 },
        answer: (request) => (isRest(request) && (stalls += 1) === 1 ? STALLED : answer(request)),
      },
    );
    expect(await outcome).toEqual({ kind: 'exited', code: 3 });
    expect(told).toEqual(['started', 'one\n']);
    expect(stalls).toBe(2);
  });

  test.each([
    ['stalls', STALLED, 'The connection to the cluster test broke: try again'],
    ['fails', { status: 503, body: '' }, 'The cluster test has a fault of its own (503)'],
  ])('is given up when it %s too long, and how the command ended is told', async (_how, reply, why) => {
    const { pod, log, answer } = ended();
    const { outcome } = await following(
      pod,
      log,
      {},
      {
        timing: { request: 300, absence: 400 },
        answer: (request) => (isRest(request) ? reply : answer(request)),
      },
    );
    expect(await outcome).toEqual({ kind: 'lost', sentence: expect.stringContaining(why) });
    expect(await outcome).toMatchObject({
      sentence: expect.stringMatching(
        /; the command ended with exit code 3, but not all of its output could be had\.$/,
      ),
    });
  });
});

test('a state that cannot be read is passed over, and the next one counts', async () => {
  const [pod, log] = [new ScriptedPod(RUNNING), new ScriptedLog()];
  const { outcome } = await following(pod, log);
  await Promise.all([log.followed, pod.watched]);
  const status = { ...RUNNING.status, ephemeralContainerStatuses: 'none' };
  pod.write(pod.event('MODIFIED', { ...RUNNING, status } as unknown as typeof RUNNING));
  log.end();
  pod.become(over(0));
  expect(await outcome).toEqual({ kind: 'exited', code: 0 });
});

test('a log that goes on after each break is not waited for longer and longer', async () => {
  const [pod, log] = [new ScriptedPod(RUNNING), new ScriptedLog()];
  let arrived = Promise.withResolvers<void>();
  const { outcome } = await following(
    pod,
    log,
    { onLines: () => arrived.resolve() },
    { timing: { retry: 10, longestRetryAfter: 60_000 } },
  );
  // Waits that double each time would come to 40 s.
  for (let n = 0; n < 12; n += 1) {
    await log.followed;
    arrived = Promise.withResolvers();
    log.append(T1, `${n}\n`);
    await arrived.promise;
    log.break();
  }
  await log.followed;
  log.end();
  pod.become(over(0));
  expect(await outcome).toEqual({ kind: 'exited', code: 0 });
});
