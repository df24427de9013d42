import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { RateLimits, RATES, take } from '../../../src/sandbox/slack/rate-limits.ts';
import type { Bucket, Rate } from '../../../src/sandbox/slack/rate-limits.ts';
import { callApi, handClock, postJson, slackForTest } from './support.ts';

describe('take', () => {
  test('a full bucket gives its burst and then tells the wait in whole seconds', () => {
    const clock = handClock();
    const limits = new RateLimits(clock.now);
    const calls = [1, 2, 3, 4].map(() => limits.count('a', RATES.post));
    expect(calls).toEqual([undefined, undefined, undefined, 1]);
    clock.advance(1000);
    expect(limits.count('a', RATES.post)).toBeUndefined();
    expect(limits.count('a', RATES.post)).toBe(1);
    expect(limits.count('b', RATES.post)).toBeUndefined();
  });

  test('a quicker pace takes as many times more at once and a second, and is told to wait likewise', () => {
    const clock = handClock();
    const limits = new RateLimits(clock.now, 10);
    const counted = (calls: number) => Array.from({ length: calls }, () => limits.count('a', RATES.post));
    expect(counted(31)).toEqual([...Array.from({ length: 30 }, () => undefined), 1]);
    clock.advance(1000);
    expect(counted(11)).toEqual([...Array.from({ length: 10 }, () => undefined), 1]);
  });

  test('waiting as long as told always suffices, and never is more allowed than burst and time give', () => {
    const rates = fc.constantFrom<Rate>(...Object.values(RATES));
    fc.assert(
      fc.property(rates, fc.array(fc.nat(5000), { minLength: 1, maxLength: 60 }), (rate, waits) => {
        let bucket: Bucket | undefined;
        let nowMs = 0;
        let allowed = 0;
        const afterWaiting: string[] = [];
        for (const wait of waits) {
          nowMs += wait;
          const taken = take(bucket, rate, nowMs);
          bucket = taken.bucket;
          if (taken.kind === 'allowed') allowed += 1;
          else afterWaiting.push(take(bucket, rate, nowMs + taken.retryAfterSeconds * 1000).kind);
        }
        expect(new Set([...afterWaiting, 'allowed'])).toEqual(new Set(['allowed']));
        expect(allowed).toBeLessThanOrEqual(rate.burst + (nowMs / 1000) * rate.perSecond + 1e-6);
      }),
    );
  });
});

describe('over HTTP', () => {
  test('the fourth post at once into a channel is answered with 429, Retry-After and ratelimited; another channel is free', async () => {
    const clock = handClock();
    const slack = await slackForTest({ now: clock.now });
    const post = (channel: string): Promise<Response> =>
      postJson(
        `${slack.apiUrl}chat.postMessage`,
        { channel, text: 'x' },
        { authorization: `Bearer ${slack.botToken}` },
      );
    for (const name of ['C0INCIDENT', '#incident-42', 'incident-42'])
      expect((await post(name)).status).toBe(200);
    const limited = await post('C0INCIDENT');
    expect(limited.status).toBe(429);
    expect(limited.headers.get('retry-after')).toBe('1');
    expect(await limited.json()).toEqual({ ok: false, error: 'ratelimited' });
    expect((await post('U0ALICE')).status).toBe(200);
    clock.advance(1000);
    expect((await post('C0INCIDENT')).status).toBe(200);
  });

  test.each([
    ['usergroups.list', 20],
    ['chat.update', 50],
    ['users.info', 100],
  ])('%s may be called %d times a minute', async (method, count) => {
    const clock = handClock();
    const slack = await slackForTest({ now: clock.now });
    for (let n = 0; n < count; n += 1) expect((await callApi(slack, method)).error).not.toBe('ratelimited');
    expect(await callApi(slack, method)).toEqual({ ok: false, error: 'ratelimited' });
    clock.advance(60_000 / count);
    expect((await callApi(slack, method)).error).not.toBe('ratelimited');
  });
});
