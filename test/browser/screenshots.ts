import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium as driver, type Locator, type Page } from 'playwright-core';
import { messageOf } from '../../src/errors.ts';
import { type DemoWorld, startDemoWorld } from '../../src/demo/world.ts';
import { chromium, launchOptions } from './chromium.ts';
import { approvedAndOver, asked, CHANNEL } from './demo-people.ts';

const FOLDER = fileURLToPath(new URL('../../docs/images/', import.meta.url));

interface Picture {
  readonly name: string;
  readonly path: string;
  readonly width: number;
  readonly height: number;
  readonly dark?: boolean;
  /** What is pressed before, and what has to be there. */
  readonly prepare: (page: Page) => Promise<void>;
}

/** Takes the pictures of README.md and docs/ anew, from the demo as it is. */
async function takeScreenshots(): Promise<void> {
  if (chromium === undefined) {
    throw new Error('there is no Chromium on the PATH: install one, or name one by KEYHOLE_TEST_BROWSER');
  }
  const browser = await driver.launch(launchOptions);
  const image = 'docker.io/library/busybox:latest';
  const world = await startDemoWorld(
    { once: true, port: 0, image },
    () => undefined,
    new AbortController().signal,
  );
  try {
    await mkdir(FOLDER, { recursive: true });
    const ts = await asked(world, 'checkout is slow since 14:05', 'ps -o pid,user,comm');
    for (const picture of whileWaiting(ts)) await take(picture, browser, world);
    await approvedAndOver(world, ts);
    for (const picture of whenOver(ts)) await take(picture, browser, world);
  } finally {
    await browser.close();
    await world.stop();
  }
}

function whileWaiting(ts: string): readonly Picture[] {
  return [
    {
      name: 'side-by-side',
      path: `/?people=U0ALICE,U0BOB&channel=${CHANNEL}`,
      width: 1440,
      height: 900,
      prepare: async (page) => {
        await closePanel(page);
        await page.getByRole('button', { name: 'Approve' }).first().waitFor();
      },
    },
    {
      name: 'phone',
      path: `/?as=U0BOB&channel=${CHANNEL}&thread=${ts}`,
      width: 390,
      height: 844,
      dark: true,
      prepare: (page) => page.getByRole('complementary').getByRole('button', { name: 'Approve' }).waitFor(),
    },
  ];
}

function whenOver(ts: string): readonly Picture[] {
  const path = `/?as=U0BOB&channel=${CHANNEL}&thread=${ts}`;
  return [
    {
      name: 'thread',
      path,
      width: 1280,
      height: 940,
      prepare: async (page) => {
        await closePanel(page);
        await inTheMiddle(page.getByText('exit code 0 ·').last());
      },
    },
    {
      name: 'underneath',
      path,
      width: 1520,
      height: 1040,
      prepare: async (page) => {
        await page.getByText('The container is over').waitFor();
        await inTheMiddle(page.getByRole('complementary').getByText('exit code 0 ·').last());
      },
    },
  ];
}

async function inTheMiddle(locator: Locator): Promise<void> {
  await locator.evaluate((node: { scrollIntoView(options: { block: string }): void }) =>
    node.scrollIntoView({ block: 'center' }),
  );
}

async function closePanel(page: Page): Promise<void> {
  const button = page.getByRole('button', { name: 'Underneath', exact: true });
  await button.waitFor();
  if ((await button.getAttribute('aria-expanded')) === 'true') await button.click();
  // A focus ring belongs to whoever pressed, not into a picture.
  await page.evaluate('document.activeElement.blur()');
}

async function take(picture: Picture, browser: Browser, world: DemoWorld): Promise<void> {
  const { name, path, width, height, dark = false, prepare } = picture;
  const context = await browser.newContext({
    viewport: { width, height },
    deviceScaleFactor: 1.5,
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'UTC',
  });
  const page = await context.newPage();
  await page.goto(world.pageUrl + path);
  await prepare(page);
  const file = join(FOLDER, `${name}.png`);
  await page.screenshot({ path: file, animations: 'disabled' });
  await context.close();
  process.stdout.write(`docs/images/${name}.png\n`);
}

takeScreenshots().catch((error: unknown) => {
  process.stderr.write(`The pictures could not be taken: ${messageOf(error)}.\n`);
  process.exitCode = 1;
});
