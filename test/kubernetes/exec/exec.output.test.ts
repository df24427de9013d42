import { afterEach, describe, expect, test } from '@jest/globals';
import type { WebSocket } from 'ws';
import { frame, given, stopServers } from '../scripted-server.ts';
import { run, SUCCESS } from './exec-world.ts';

afterEach(stopServers);

describe('output', () => {
  test('reaches the reader byte for byte', async () => {
    const bytes = Buffer.from([0xff, 0xfe, 0x00, 0xc3, 0xa4, 0x1b, 0x5b]);
    const { cluster } = await given({
      exec: (socket) => {
        socket.send(frame(1, bytes.subarray(0, 4)));
        socket.send(frame(1, bytes.subarray(4)));
        socket.send(frame(3, SUCCESS));
        socket.close(1000);
      },
    });
    const got: Buffer[] = [];
    await run(cluster, { onOutput: (_stream, data) => void got.push(Buffer.from(data)) });
    expect(Buffer.concat(got)).toEqual(bytes);
  });

  test('is delivered one at a time and in order, also when the reader is slow, and before the outcome', async () => {
    const { cluster } = await given({
      exec: (socket) => {
        for (let n = 0; n < 20; n += 1) socket.send(frame(n % 2 === 0 ? 1 : 2, String(n)));
        socket.send(frame(3, SUCCESS));
        socket.close(1000);
      },
    });
    let reading = 0;
    const got: string[] = [];
    const { outcome } = await run(cluster, {
      onOutput: async (_stream, data) => {
        reading += 1;
        expect(reading).toBe(1);
        await new Promise((resolve) => {
          setImmediate(resolve);
        });
        got.push(data.toString());
        reading -= 1;
      },
    });
    expect(outcome).toEqual({ kind: 'exited', code: 0 });
    expect(got).toEqual(Array.from({ length: 20 }, (_, n) => String(n)));
  });

  test('a reader that does not keep up holds the server back', async () => {
    const chunk = Buffer.alloc(64 * 1024, 'x');
    const chunks = 800;
    let server: WebSocket | undefined;
    const { cluster } = await given({
      exec: (socket) => {
        server = socket;
        for (let n = 0; n < chunks; n += 1) socket.send(frame(1, chunk));
        socket.send(frame(3, SUCCESS));
        socket.close(1000);
      },
    });
    const first = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    let bytes = 0;
    const running = run(cluster, {
      onOutput: async (_stream, data) => {
        bytes += data.length;
        first.resolve();
        await release.promise;
      },
    });
    await first.promise;
    // The kernel's buffers hold a few megabytes; the rest has to wait in the server's process.
    await untilSteady(() => server?.bufferedAmount ?? 0);
    expect(server?.bufferedAmount).toBeGreaterThan(20 * 1024 * 1024);
    expect(bytes).toBe(chunk.length);
    release.resolve();
    expect((await running).outcome).toEqual({ kind: 'exited', code: 0 });
    expect(bytes).toBe(chunk.length * chunks);
  });

  test('what comes after the status is still delivered', async () => {
    const { cluster } = await given({
      exec: (socket) => {
        socket.send(frame(3, SUCCESS));
        socket.send(frame(1, 'late'));
        socket.close(1000);
      },
    });
    expect((await run(cluster)).told).toEqual(['open', 'out:late']);
  });

  test('a status that the server never closes after ends the exec all the same', async () => {
    const { cluster } = await given({ exec: (socket) => socket.send(frame(3, SUCCESS)) }, { closing: 30 });
    expect((await run(cluster)).outcome).toEqual({ kind: 'exited', code: 0 });
  });

  test('a status in two frames is read whole', async () => {
    const { cluster } = await given({
      exec: (socket) => {
        socket.send(frame(3, SUCCESS.slice(0, 10)));
        socket.send(frame(3, SUCCESS.slice(10)));
        socket.close(1000);
      },
    });
    expect((await run(cluster)).outcome).toEqual({ kind: 'exited', code: 0 });
  });

  test('an error of the reader rejects the exec and drops the connection', async () => {
    const closed = Promise.withResolvers<void>();
    const { cluster } = await given({
      exec: (socket) => {
        socket.on('close', () => closed.resolve());
        socket.send(frame(1, 'a'));
      },
    });
    const failing = run(cluster, { onOutput: () => Promise.reject(new Error('disk full')) });
    await expect(failing).rejects.toThrow('disk full');
    await closed.promise;
  });
});

/** Resolves once a measure no longer changes from one turn of the event loop to some later one. */
async function untilSteady(measure: () => number): Promise<void> {
  for (let last = Number.NaN, same = 0; same < 5;) {
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
    same = measure() === last ? same + 1 : 0;
    last = measure();
  }
}
