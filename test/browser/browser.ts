import { afterAll, afterEach, beforeAll, describe, expect } from '@jest/globals';
import { type Browser, chromium as driver, type Locator, type Page } from 'playwright-core';
import { chromium, launchOptions } from './chromium.ts';

export interface PageOptions {
  readonly width?: number;
  readonly height?: number;
  readonly dark?: boolean;
}

/** Opens pages of the browser; they are closed after the test, which fails when one of them complained in its console. */
export type OpenPage = (url: string, options?: PageOptions) => Promise<Page>;

/** Longer than anything here takes on a busy machine, shorter than a test's own time. */
const PATIENCE_MS = 12_000;

/**
 * Describes tests that look at the page in a real browser, one for all of them. Without a browser they are skipped;
 * jest-global-teardown.ts says so.
 */
export function describeInBrowser(name: string, body: (open: OpenPage) => void): void {
  const describeHere = chromium === undefined ? describe.skip : describe;
  describeHere(name, () => {
    let browser: Browser;
    const complaints: string[] = [];
    const pages: Page[] = [];

    beforeAll(async () => {
      browser = await driver.launch(launchOptions);
    });

    afterEach(async () => {
      for (const page of pages.splice(0)) await page.context().close();
      expect(complaints.splice(0)).toEqual([]);
    });

    afterAll(() => browser.close());

    body(async (url, { width = 1440, height = 900, dark = false } = {}) => {
      const context = await browser.newContext({
        viewport: { width, height },
        colorScheme: dark ? 'dark' : 'light',
        reducedMotion: 'reduce',
      });
      const page = await context.newPage();
      page.setDefaultTimeout(PATIENCE_MS);
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('console', (line) => {
        if (line.type() === 'error' || line.type() === 'warning') complaints.push(line.text());
      });
      pages.push(page);
      await page.goto(url);
      return page;
    });
  });
}

/** Whether the keyboard's focus is on exactly this element. */
export function hasFocus(locator: Locator): Promise<boolean> {
  return locator.evaluate((node: { matches(selector: string): boolean }) => node.matches(':focus'));
}
