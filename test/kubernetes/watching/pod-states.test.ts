import { afterEach, describe, expect, test } from '@jest/globals';
import { podStates, type PodState } from '../../../src/kubernetes/watching/pod-states.ts';
import type { Timing } from '../../../src/kubernetes/timing.ts';
import { exchange } from '../recordings.ts';
import { podWith, ScriptedPod } from '../scripted-pod.ts';
import { connectionTo, type Script, startScriptedServer, stopServers } from '../scripted-server.ts';

const watched: AsyncGenerator<PodState, void>[] = [];

afterEach(async () => {
  await Promise.all(watched.splice(0).map((states) => states.return()));
  await stopServers();
});

const QUICK = { retry: 2, longestRetryAfter: 20, podRead: 5 };
const WAITING = podWith({ waiting: { reason: 'ContainerCreating' } });
const RUNNING = podWith({ running: {} });
const OVER = podWith({ terminated: { exitCode: 0 } });

async function watching(script: Script, timing: Partial<Timing> = {}) {
  const server = await startScriptedServer(script);
  const stop = new AbortController();
  const connection = connectionTo(server, { ...QUICK, ...timing });
  const states = podStates(connection, { namespace: 'shop', name: 'happy' }, stop.signal);
  watched.push(states);
  return { server, states, stop };
}

/** The next state in short. */
async function next(states: AsyncGenerator<PodState, void>): Promise<string> {
  const { value } = await states.next();
  return value ? short(value) : 'end';
}

function short(state: PodState): string {
  if (state.kind === 'unknown') {
    return state.failure.kind === 'answered' ? String(state.failure.status) : state.failure.kind;
  }
  if (state.kind === 'gone') return 'gone';
  return Object.keys(state.pod.status?.ephemeralContainerStatuses?.[0]?.state ?? {}).join();
}

describe('the states of a pod', () => {
  test('are what it is, each change, and that it is gone', async () => {
    const pod = new ScriptedPod(WAITING);
    const { states } = await watching(pod);
    expect(await next(states)).toBe('waiting');
    const running = next(states);
    await pod.watched;
    pod.become(RUNNING);
    expect(await running).toBe('running');
    pod.delete();
    expect(await next(states)).toBe('gone');
    expect(await next(states)).toBe('end');
    expect(Object.fromEntries(pod.watches[0]?.searchParams ?? [])).toEqual({
      watch: 'true',
      fieldSelector: 'metadata.name=happy',
      resourceVersion: '1000',
      allowWatchBookmarks: 'true',
      timeoutSeconds: '5',
    });
  });

  test('of a pod that is not there', async () => {
    const { states } = await watching(new ScriptedPod(undefined));
    expect([await next(states), await next(states)]).toEqual(['gone', 'end']);
  });

  test.each([
    ['endWatches', '1002'],
    ['breakWatches', '1001'],
  ] as const)('go on from the last version after %s', async (end, version) => {
    const pod = new ScriptedPod(WAITING);
    const { states, server } = await watching(pod);
    await next(states);
    const running = next(states);
    await pod.watched;
    pod.become(RUNNING);
    await running;
    if (end === 'endWatches') pod.bookmark();
    const over = next(states);
    pod[end]();
    await pod.watched;
    pod.become(OVER);
    expect(await over).toBe('terminated');
    expect(pod.watches.map(({ searchParams }) => searchParams.get('resourceVersion'))).toEqual([
      '1000',
      version,
    ]);
    expect(server.requests.filter(({ path }) => !path.includes('watch=true'))).toHaveLength(1);
    expect(pod.watches.map(({ searchParams }) => searchParams.get('timeoutSeconds'))).toEqual(['5', '10']);
  });

  test('are read from events that are cut anywhere, in the middle of a character, too', async () => {
    const pod = new ScriptedPod(WAITING);
    const { states } = await watching(pod);
    await next(states);
    const state = next(states);
    await pod.watched;
    const message = { waiting: { reason: 'ErrImagePull', message: 'größer' } };
    const bytes = Buffer.from(
      `\n${pod.event('MODIFIED', podWith(message))}${pod.event('MODIFIED', RUNNING)}`,
    );
    const cut = bytes.indexOf(0xc3) + 1;
    pod.write(bytes.subarray(0, cut));
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    pod.write(bytes.subarray(cut));
    expect(await state).toBe('waiting');
    expect(await next(states)).toBe('running');
  });

  test('begin with a fresh read after 410, as an event and as a status', async () => {
    const [expired] = exchange('watch-errors', 'compacted or too old').response.stream ?? [];
    const pod = new ScriptedPod(WAITING);
    let refused = 0;
    const { states } = await watching({
      answer: (request) => {
        if (request.path.includes('watch=true') && pod.watches.length === 1 && refused === 0) {
          refused += 1;
          return { status: 410, body: expired?.object };
        }
        return pod.answer(request);
      },
    });
    await next(states);
    const second = next(states);
    await pod.watched;
    pod.write(`${JSON.stringify(expired?.object)}\n`);
    expect(await second).toBe('waiting');
    const third = next(states);
    pod.endWatches();
    expect(await third).toBe('waiting'); // Its watch met the status 410.
    expect(refused).toBe(1);
    const fourth = next(states);
    await pod.watched;
    pod.become(RUNNING);
    expect(await fourth).toBe('running');
  });

  test('begin with a fresh read after what is no event', async () => {
    const pod = new ScriptedPod(WAITING);
    const { states } = await watching(pod);
    await next(states);
    const second = next(states);
    await pod.watched;
    pod.write('<html>\n');
    expect(await second).toBe('waiting');
  });

  test('are asked for again while the server is too busy, faulty or away', async () => {
    const pod = new ScriptedPod(RUNNING);
    const refusals = [429, 503, 500];
    const { states } = await watching({
      answer: (request, count) => {
        const status = refusals[count - 1];
        return status ? { status, body: 'no', headers: { 'Retry-After': '3600' } } : pod.answer(request);
      },
    });
    const seen = [await next(states), await next(states), await next(states), await next(states)];
    expect(seen).toEqual(['429', '503', '500', 'running']);
    const refused = next(states);
    await pod.watched;
    refusals.push(0, 0, 502);
    pod.endWatches();
    expect(await refused).toBe('502');
  });

  test.each([
    ['listed', '/pods?fieldSelector'],
    ['watched', 'watch=true'],
  ])('are read in intervals where pods may not be %s', async (_what, refused) => {
    const pod = new ScriptedPod(WAITING);
    const { body, status } = exchange('authorization-errors', 'forbidden exec').response;
    const { states } = await watching({
      answer: (request) => (request.path.includes(refused) ? { status, body } : pod.answer(request)),
    });
    expect(await next(states)).toBe('waiting');
    expect(await next(states)).toBe('waiting');
    pod.become(RUNNING);
    expect(await next(states)).toBe('running');
    pod.delete();
    expect([await next(states), await next(states)]).toEqual(['gone', 'end']);
  });

  test('a connection that died silently is left after the time that its watch was to last', async () => {
    const pod = new ScriptedPod(WAITING);
    const { states } = await watching(pod, { firstWatch: 15, watch: 30, watchGrace: 10 });
    await next(states);
    const running = next(states);
    await pod.watched;
    while (pod.watches.length < 3) {
      await new Promise((resolve) => {
        setTimeout(resolve, 5);
      });
    }
    pod.become(RUNNING);
    expect(await running).toBe('running');
  });

  test('end when they are no longer wanted', async () => {
    const pod = new ScriptedPod(WAITING);
    const { states, stop } = await watching(pod);
    await next(states);
    const end = next(states);
    await pod.watched;
    stop.abort();
    expect(await end).toBe('end');
  });
});
