import { findOnPath } from '../../src/setup/commands.mjs';

/** What a Chromium is called by Debian, by others and by Google. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The browser of KEYHOLE_TEST_BROWSER, else one on the PATH; undefined where there is none. */
export const chromium: string | undefined =
  process.env['KEYHOLE_TEST_BROWSER'] || NAMES.map((name) => findOnPath(name)).find((path) => path);

/** Chromium's own sandbox does not work for root, as whom containers often run tests. */
export const launchOptions = {
  ...(chromium !== undefined && { executablePath: chromium }),
  chromiumSandbox: process.getuid?.() !== 0,
  args: ['--disable-dev-shm-usage', '--disable-gpu'],
};
