import { describe, expect, test } from '@jest/globals';
import { trackInFlight } from '../../src/slack/in-flight.ts';

const LONG_MS = 10_000;

describe('listeners under way', () => {
  test('are waited for, each with its own arguments', async () => {
    const inFlight = trackInFlight();
    const gate = Promise.withResolvers<void>();
    const done: string[] = [];
    const listener = inFlight.tracked(async (name: string) => {
      await gate.promise;
      done.push(name);
    });
    const runs = [listener('first'), listener('second')];
    const settled = inFlight.settled(LONG_MS).then(() => done.push('settled'));
    gate.resolve();
    await Promise.all([...runs, settled]);
    expect(done).toEqual(['first', 'second', 'settled']);
  });

  test('are not waited for longer than that', async () => {
    const inFlight = trackInFlight();
    const gate = Promise.withResolvers<void>();
    let done = false;
    const run = inFlight.tracked(async () => {
      await gate.promise;
      done = true;
    })();
    await inFlight.settled(10);
    expect(done).toBe(false);
    gate.resolve();
    await run;
  });

  test('that fail reject to whoever called them, and keep nobody waiting', async () => {
    const inFlight = trackInFlight();
    const run = inFlight.tracked(() => Promise.reject(new Error('no store')))();
    const settled = inFlight.settled(LONG_MS);
    await expect(run).rejects.toThrow('no store');
    await settled;
  });

  test('that are done keep nobody waiting', async () => {
    const inFlight = trackInFlight();
    await inFlight.tracked(() => Promise.resolve())();
    const order: string[] = [];
    const settled = inFlight.settled(LONG_MS).then(() => order.push('settled'));
    const turn = new Promise<void>((resolve) => setImmediate(resolve)).then(() => order.push('turn'));
    await Promise.all([settled, turn]);
    expect(order).toEqual(['settled', 'turn']);
  });
});
