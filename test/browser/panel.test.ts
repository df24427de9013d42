import { expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { describeInBrowser, hasFocus } from './browser.ts';
import { demoForTests } from './demo.ts';
import { approvedAndOver, asked, CHANNEL } from './demo-people.ts';

const demo = demoForTests();

function panelOf(page: Page): Locator {
  return page.getByRole('complementary', { name: 'Underneath' });
}

describeInBrowser('the panel beside the conversations', (open) => {
  test('follows a request and the cluster while they change', async () => {
    const thread = await asked(demo(), 'to be followed', 'id');
    const page = await open(`${demo().pageUrl}/?as=U0BOB&channel=${CHANNEL}&thread=${thread}`);
    const panel = panelOf(page);
    await panel.getByText('@alice asked').waitFor();
    const pod = panel.getByRole('listitem').filter({ hasText: /^api-7f9/ });
    await pod.getByText('Running').waitFor();
    expect(await panel.getByText('@bob approved').count()).toBe(0);

    await approvedAndOver(demo(), thread);
    await panel.getByText('Ended: completed').waitFor();
    await panel.getByText('Run 1 ended with exit code 0').waitFor();
    const container = pod.getByRole('listitem').filter({ hasText: 'docker.io/library/busybox' }).first();
    await container.getByText('ended, exit 0').waitFor();
    await container.getByText('keyhole waits here').waitFor();
  });

  test('tells of the journal only where a thread of Keyhole is open', async () => {
    const thread = await asked(demo(), 'to be opened', 'id');
    const page = await open(`${demo().pageUrl}/?as=U0BOB&channel=${CHANNEL}`);
    await panelOf(page).getByText('Open a thread of Keyhole').waitFor();
    const card = page.getByRole('listitem').filter({ hasText: 'to be opened' });
    await card.hover();
    await card.getByRole('button', { name: 'Reply in thread' }).click();
    await panelOf(page).getByText('@alice asked').waitFor();
    expect(new URL(page.url()).searchParams.get('thread')).toBe(thread);
  });

  test('is closed on a phone until its button is pressed, and Escape closes it again', async () => {
    const page = await open(`${demo().pageUrl}/?as=U0BOB&channel=${CHANNEL}`, { width: 360, height: 740 });
    const button = page.getByRole('button', { name: 'Underneath', exact: true });
    await button.waitFor();
    expect(await panelOf(page).isVisible()).toBe(false);
    await button.click();
    await panelOf(page).getByText('coredns').waitFor();
    await page.keyboard.press('Escape');
    await panelOf(page).waitFor({ state: 'hidden' });
    expect(await hasFocus(button)).toBe(true);
  });
});
