import type { GlobalConfig } from 'jest';
import { chromium } from './browser/chromium.ts';

/** Ends what test/jest-global-setup.ts started, and says what a run could not test. */
export default async function endOfTests({ testPathPatterns }: GlobalConfig): Promise<void> {
  await globalThis.keyholeTestRedis?.stop();
  const { patterns } = testPathPatterns;
  const isAboutBrowser = patterns.length === 0 || patterns.some((pattern) => pattern.includes('browser'));
  if (chromium !== undefined || !isAboutBrowser) return;
  process.stderr.write(
    '\n*** THE BROWSER TESTS WERE SKIPPED: no Chromium is on the PATH (on Debian: apt-get install chromium), and KEYHOLE_TEST_BROWSER names none. ***\n',
  );
}
