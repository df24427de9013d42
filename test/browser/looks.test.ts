import { beforeAll, expect, test } from '@jest/globals';
import axe from 'axe-core';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { describeInBrowser } from './browser.ts';
import { demoForTests } from './demo.ts';
import { approvedAndOver, asked, CHANNEL } from './demo-people.ts';

const demo = demoForTests();

/** A request that is over and one that waits for a review: between them, most of what a thread can show. */
const threads = { over: '', waiting: '' };

const inThread = (ts: string, who = 'as=U0BOB') => `/?${who}&channel=${CHANNEL}&thread=${ts}`;

/** Every state of the page that these tests look at: where it is, and what is pressed there. */
const STATES: readonly { name: string; path: () => string; prepare: (page: Page) => Promise<void> }[] = [
  {
    name: 'the channel',
    path: () => `/?as=U0BOB&channel=${CHANNEL}`,
    prepare: (page) => sees(page, 'Approve'),
  },
  { name: 'a thread', path: () => inThread(threads.over), prepare: (page) => sees(page, 'exit code 0') },
  { name: 'the form to deny', path: () => inThread(threads.waiting), prepare: denyForm },
  {
    name: 'an empty channel',
    path: () => '/?as=U0BOB&channel=C0GENERAL',
    prepare: (page) => sees(page, 'Add Keyhole'),
  },
  {
    name: 'the Home tab',
    path: () => '/?as=U0BOB&channel=home',
    prepare: (page) => sees(page, 'a look around'),
  },
  { name: 'the form to ask', path: () => `/?as=U0ALICE&channel=${CHANNEL}`, prepare: askForm },
  { name: 'the panel', path: () => inThread(threads.over), prepare: panel },
];

async function sees(page: Page, text: string): Promise<void> {
  await page.getByRole('main').getByText(text).locator('visible=true').first().waitFor();
}

async function denyForm(page: Page): Promise<void> {
  const thread = page.getByRole('complementary', { name: /^Thread of/ });
  await thread.getByRole('button', { name: 'Deny' }).click();
  await page.getByRole('dialog', { name: 'Deny this request' }).waitFor();
}

async function askForm(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Shortcuts' }).click();
  await page.getByRole('menuitem', { name: 'Debug a pod' }).click();
  await page.getByRole('dialog', { name: 'Debug a pod' }).getByRole('button', { name: 'Ask' }).waitFor();
}

async function panel(page: Page): Promise<void> {
  const button = page.getByRole('button', { name: 'Underneath', exact: true });
  if ((await button.getAttribute('aria-expanded')) === 'false') await button.click();
  await page.getByRole('complementary', { name: 'Underneath' }).getByText('Ended: completed').waitFor();
}

/** What is wrong by the rules that axe can check, as lines. */
async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResults>("axe.run({ resultTypes: ['violations'] })");
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary ?? ''}`),
  );
}

describeInBrowser('how the page looks', (open) => {
  beforeAll(async () => {
    threads.over = await asked(demo(), 'is it up?', 'ps aux');
    await approvedAndOver(demo(), threads.over);
    threads.waiting = await asked(demo(), 'a look around', 'id');
  });

  test.each(STATES)('$name is fit for screen readers, in light and dark', async ({ path, prepare }) => {
    const page = await open(demo().pageUrl + path());
    await prepare(page);
    expect(await faults(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    // Colours take a moment to change.
    await page.evaluate('Promise.allSettled(document.getAnimations().map(({ finished }) => finished))');
    expect(await faults(page)).toEqual([]);
  });

  test.each(STATES)('$name fits on a phone', async ({ path, prepare }) => {
    const page = await open(demo().pageUrl + path(), { width: 360, height: 740 });
    await prepare(page);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    // Nothing that can be pressed is out of reach.
    const outside =
      await page.evaluate(`[...document.querySelectorAll('main button, dialog button, .panel button')]
      .filter((node) => node.checkVisibility({ visibilityProperty: true }))
      .filter((node) => { const box = node.getBoundingClientRect(); return box.left < 0 || box.right > 360; })
      .map((node) => node.outerHTML)`);
    expect(outside).toEqual([]);
    expect(await faults(page)).toEqual([]);
  });

  test('dark and light are as the reader’s system wants', async () => {
    const brightness = async (dark: boolean) => {
      const page = await open(demo().pageUrl, { dark });
      const colour = await page.evaluate('getComputedStyle(document.body).backgroundColor');
      const [red = 0] = String(colour).match(/\d+/g)?.map(Number) ?? [];
      return red;
    };
    expect(await brightness(false)).toBeGreaterThan(200);
    expect(await brightness(true)).toBeLessThan(50);
  });
});
