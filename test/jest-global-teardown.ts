/** Ends what test/jest-global-setup.ts started. */
export default async function stopTestRedis(): Promise<void> {
  await globalThis.keyholeTestRedis?.stop();
}
