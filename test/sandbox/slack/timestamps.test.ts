import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { createTimestamps } from '../../../src/sandbox/slack/timestamps.ts';

describe('timestamps', () => {
  test('start at the second of the clock', () => {
    const next = createTimestamps(() => 1_732_264_800_999);
    expect([next(), next()]).toEqual(['1732264800.000100', '1732264800.000200']);
  });

  test('always grow, whatever the clock does, and keep their form', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -5000, max: 5000 }), { maxLength: 200 }), (steps) => {
        let now = 1_732_264_800_000;
        const next = createTimestamps(() => now);
        let last = next();
        for (const step of steps) {
          now += step;
          const ts = next();
          expect(ts).toMatch(/^\d{10}\.\d{6}$/);
          expect(ts > last).toBe(true);
          last = ts;
        }
      }),
    );
  });

  test('more than fit into a second go on into the next', () => {
    const next = createTimestamps(() => 1_732_264_800_000);
    let last = '';
    for (let n = 0; n < 10_000; n += 1) last = next();
    expect(last).toBe('1732264801.000100');
  });
});
