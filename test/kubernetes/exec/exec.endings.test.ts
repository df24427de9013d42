import { afterEach, describe, expect, test } from '@jest/globals';
import { frame, given, stopServers } from '../scripted-server.ts';
import { replay, run, SUCCESS } from './exec-world.ts';

afterEach(stopServers);

describe('an end before the command ended', () => {
  test('an abort drops the connection', async () => {
    const stop = new AbortController();
    const closed = Promise.withResolvers<void>();
    const { cluster } = await given({
      exec: (socket) => {
        socket.on('close', () => closed.resolve());
        socket.send(frame(1, 'a'));
      },
    });
    const { outcome, told } = await run(cluster, {
      signal: stop.signal,
      onOutput: () => stop.abort(),
    });
    expect(outcome).toEqual({ kind: 'aborted', handedOver: true });
    expect(told).toEqual(['open']);
    await closed.promise;
  });

  test('an abort before it began asks nothing', async () => {
    const { cluster, server } = await given({});
    expect((await run(cluster, { signal: AbortSignal.abort() })).outcome).toEqual({
      kind: 'aborted',
      handedOver: false,
    });
    expect(server.upgrades).toHaveLength(0);
  });

  test('the time limit', async () => {
    const { cluster } = await given({ exec: (socket) => socket.send(frame(1, 'a')) });
    expect((await run(cluster, { timeoutMs: 50 })).outcome).toEqual({ kind: 'timed-out' });
  });

  test('the time limit is the command’s, not its reader’s', async () => {
    const { cluster } = await given({
      exec: (socket) => {
        socket.send(frame(3, SUCCESS));
        socket.send(frame(1, 'late'));
        socket.close(1000);
      },
    });
    const { outcome } = await run(cluster, {
      timeoutMs: 60,
      onOutput: () =>
        new Promise((resolve) => {
          setTimeout(resolve, 150);
        }),
    });
    expect(outcome).toEqual({ kind: 'exited', code: 0 });
  });

  test('a connection that closes without a status is lost, after all output', async () => {
    const { cluster } = await given({
      exec: (socket) => {
        socket.send(frame(1, 'half'), () => socket.terminate());
      },
    });
    const { outcome, told } = await run(cluster);
    expect(told).toEqual(['open', 'out:half']);
    expect(outcome).toMatchObject({ kind: 'lost', sentence: expect.stringContaining('unknown') });
  });

  test('a server that answers no pings is lost', async () => {
    const { cluster } = await given({ autoPong: false }, { ping: 30, acceptance: 10_000 });
    expect((await run(cluster)).outcome).toMatchObject({ kind: 'lost' });
  });

  test('a server that answers pings may be silent for long', async () => {
    let pings = 0;
    const { cluster } = await given(
      {
        exec: (socket) => {
          socket.on('ping', () => {
            pings += 1;
            if (pings === 5) {
              socket.send(frame(3, SUCCESS));
              socket.close(1000);
            }
          });
        },
      },
      { ping: 20 },
    );
    expect((await run(cluster)).outcome).toEqual({ kind: 'exited', code: 0 });
  });

  test('a reader that takes longer than the ping deadline loses nothing', async () => {
    const { cluster } = await given({ exec: replay('exit 0') }, { ping: 20 });
    const { outcome } = await run(cluster, {
      onOutput: () =>
        new Promise((resolve) => {
          setTimeout(resolve, 100);
        }),
    });
    expect(outcome).toEqual({ kind: 'exited', code: 0 });
  });
});
