import { startRedis, type SandboxRedis } from '../src/sandbox/redis.ts';

declare global {
  var keyholeTestRedis: SandboxRedis | undefined;
}

/** Starts the one Redis of a test run; the workers inherit its address. */
export default async function startTestRedis(): Promise<void> {
  globalThis.keyholeTestRedis = await startRedis();
  process.env['KEYHOLE_TEST_REDIS_URL'] = globalThis.keyholeTestRedis.url;
}
