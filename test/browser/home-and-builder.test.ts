import { expect, test } from '@jest/globals';
import { actAs } from '../../src/sandbox/slack/person-client.ts';
import { describeInBrowser } from './browser.ts';
import { demoForTests } from './demo.ts';
import { asked, CHANNEL } from './demo-people.ts';

const demo = demoForTests();

describeInBrowser('what Keyhole itself offers beside its card', (open) => {
  test('Bob approves from his Home tab, which follows', async () => {
    await asked(demo(), 'from Home', 'id');
    const page = await open(`${demo().pageUrl}/?as=U0BOB&channel=home`);
    const home = page.getByRole('region', { name: 'Home', exact: true });
    await home.getByRole('heading', { name: 'Waits for your decision' }).waitFor();
    await home.getByText('from Home').waitFor();
    await home.getByRole('button', { name: 'Approve' }).click();
    await home.getByText('Nothing waits for your decision').waitFor();
    expect(await home.getByText('from Home').count()).toBe(0);
  });

  test('Alice debugs the pod that a message names, by a form that searches the cluster', async () => {
    const alice = actAs(demo().pageUrl, 'U0ALICE');
    await alice.type(CHANNEL, 'ALERT: web is slow');
    const page = await open(`${demo().pageUrl}/?as=U0ALICE&channel=${CHANNEL}`);
    const alert = page.getByRole('listitem').filter({ hasText: 'ALERT: web is slow' });
    await alert.getByRole('button', { name: 'More actions' }).focus();
    await page.keyboard.press('ArrowDown');
    await page.getByRole('menuitem', { name: 'Debug pod in message' }).waitFor();
    await page.keyboard.press('Enter');
    const form = page.getByRole('dialog', { name: 'Debug a pod' });
    const target = form.getByRole('combobox', { name: /^Workload or pod/ });
    await target.fill('api');
    // Workloads come first, the pods themselves below.
    await form
      .getByRole('option', { name: /^api-7f9/ })
      .last()
      .click();
    await form.getByRole('textbox', { name: /^Command/ }).fill('id');
    await form.getByRole('textbox', { name: /^Reason/ }).fill('by a form');
    await form.getByRole('button', { name: 'Ask' }).click();
    await form.waitFor({ state: 'hidden' });

    const card = page.getByRole('listitem').filter({ hasText: 'by a form' });
    await card.getByRole('heading', { name: /^Debug api-7f9/ }).waitFor();
    await card.getByRole('button', { name: 'Cancel my request' }).click();
    await card.getByRole('button', { name: 'Approve' }).waitFor({ state: 'detached' });
    expect(await card.getByText('Cancelled').count()).toBeGreaterThan(0);
  });
});
