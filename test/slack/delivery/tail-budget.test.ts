import { expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { tailBudget } from '../../../src/slack/delivery/tail-budget.ts';
import { testRedis } from '../../helpers/redis.ts';

test('35 live updates fit into a minute, over all gateways, and the next minute has its own', async () => {
  const store = testRedis();
  const redis = new Redis(store.url);
  let time = 600_000;
  const [first, second] = [1, 2].map(() => tailBudget({ redis, prefix: store.prefix, now: () => time }));
  const answers: (boolean | undefined)[] = [];
  for (let asked = 0; asked < 40; asked += 1) answers.push(await (asked % 2 === 0 ? first : second)?.());
  expect(answers.filter(Boolean)).toHaveLength(35);
  expect(answers.slice(35)).toEqual([false, false, false, false, false]);
  time += 60_000;
  expect(await first?.()).toBe(true);
  expect(await redis.pttl(`${store.prefix}:tails:10`)).toBeGreaterThan(0);
  redis.disconnect();
  await store.cleanup();
});
