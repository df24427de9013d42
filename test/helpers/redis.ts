import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';

/** One test's part of the Redis that the whole run shares. */
export interface TestRedis {
  url: string;
  /** Begins every key of this test; no other test's prefix begins with it. */
  prefix: string;
  /** Deletes the keys under `prefix`, and no others. */
  cleanup(): Promise<void>;
}

/** A prefix of its own on the Redis that test/jest-global-setup.ts started. */
export function testRedis(): TestRedis {
  const url = process.env['KEYHOLE_TEST_REDIS_URL'];
  if (!url)
    throw new Error('No Redis for the tests: run them with "npm run jest", whose global set-up starts one.');
  const prefix = `test-${randomUUID()}`;
  return { url, prefix, cleanup: () => deleteUnder(prefix, url) };
}

async function deleteUnder(prefix: string, url: string): Promise<void> {
  const redis = new Redis(url);
  try {
    for await (const keys of redis.scanStream({ match: `${prefix}*`, count: 1000 }) as AsyncIterable<
      string[]
    >) {
      if (keys.length > 0) await redis.unlink(...keys);
    }
  } finally {
    redis.disconnect();
  }
}
