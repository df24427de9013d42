import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { describeInBrowser, hasFocus } from './browser.ts';
import { columnOf, demoForTests, messageWith } from './demo.ts';
import { asked, CHANNEL } from './demo-people.ts';

const demo = demoForTests();

/** Alice and Bob side by side in the incident's channel. */
const sideBySide = () => `${demo().pageUrl}/?people=U0ALICE,U0BOB&channel=${CHANNEL}`;

async function aliceAsks(page: Page, reason: string, command: string): Promise<void> {
  const box = columnOf(page, 'Alice Kim').getByRole('textbox', { name: 'Message #incident-42 as Alice Kim' });
  await box.pressSequentially(`/debug pod ${demo().pod} busybox --reason "${reason}" -- ${command}`);
  await box.press('Enter');
}

describeInBrowser('the story, by Alice and Bob side by side', (open) => {
  test('Alice asks, Bob approves, and both read the output in the thread', async () => {
    const page = await open(sideBySide());
    const [alice, bob] = [columnOf(page, 'Alice Kim'), columnOf(page, 'Bob Reyes')];
    await aliceAsks(page, 'checkout is slow', 'ps aux');

    const card = messageWith(bob, 'checkout is slow');
    await card.getByRole('heading', { name: /^Debug api-7f9/ }).waitFor();
    await messageWith(alice, 'checkout is slow').getByText('Waiting for').first().waitFor();
    await card.getByRole('button', { name: 'Approve' }).click();

    await card.getByText('Completed, exit code 0').waitFor();
    await card.getByRole('button', { name: /repl(y|ies)/ }).click();
    for (const column of [alice, bob]) {
      const thread = column.getByRole('complementary', { name: /^Thread of/ });
      await thread.getByText('/app/server').first().waitFor();
      await thread.getByText('exit code 0').first().waitFor();
    }
    expect(await card.getByRole('button', { name: 'Approve' }).count()).toBe(0);
  });

  test('Bob denies with the keyboard alone and says why', async () => {
    const page = await open(sideBySide());
    const bob = columnOf(page, 'Bob Reyes');
    await asked(demo(), 'to be denied', 'id');

    await messageWith(bob, 'to be denied').getByRole('button', { name: 'Deny' }).focus();
    await page.keyboard.press('Enter');
    const form = page.getByRole('dialog', { name: 'Deny this request' });
    await form.waitFor();
    // Its only field has the focus already.
    await page.keyboard.type('there is a dashboard for this');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    expect(await hasFocus(form.getByRole('button', { name: 'Deny' }))).toBe(true);
    await page.keyboard.press('Enter');
    await form.waitFor({ state: 'hidden' });

    for (const name of ['Alice Kim', 'Bob Reyes'] as const) {
      const card = messageWith(columnOf(page, name), 'to be denied');
      await card.getByText('there is a dashboard for this').first().waitFor();
      expect(await card.getByRole('button', { name: 'Deny' }).count()).toBe(0);
    }
  });

  test('a form keeps only its own person from going on, and Escape gives the focus back to its button', async () => {
    const page = await open(sideBySide());
    await asked(demo(), 'left alone', 'id');
    const deny = messageWith(columnOf(page, 'Bob Reyes'), 'left alone').getByRole('button', { name: 'Deny' });
    await deny.click();
    const form = page.getByRole('dialog', { name: 'Deny this request' });
    await form.waitFor();
    // It is Bob's alone: Alice goes on meanwhile.
    await columnOf(page, 'Alice Kim')
      .getByRole('textbox', { name: /^Message #incident-42/ })
      .fill('so far');
    await form.getByRole('textbox').focus();
    await page.keyboard.press('Escape');
    await form.waitFor({ state: 'hidden' });
    expect(await hasFocus(deny)).toBe(true);
  });

  test('what Keyhole says to Alice alone, Bob does not see', async () => {
    const page = await open(sideBySide());
    await asked(demo(), 'my own', 'id');
    const mine = messageWith(columnOf(page, 'Alice Kim'), 'my own');
    await mine.getByRole('button', { name: 'Approve' }).click();
    const whisper = messageWith(columnOf(page, 'Alice Kim'), 'Only visible to you').last();
    await whisper.getByText('You asked for this yourself').waitFor();
    expect(await messageWith(columnOf(page, 'Bob Reyes'), 'Only visible to you').count()).toBe(0);
  });

  test('a long output is a file that one can read and download', async () => {
    const page = await open(sideBySide());
    const bob = columnOf(page, 'Bob Reyes');
    await asked(demo(), 'all the numbers', 'seq 1 4000');
    const card = messageWith(bob, 'all the numbers');
    await card.getByRole('button', { name: 'Approve' }).click();
    await card.getByText('Completed, exit code 0').waitFor();
    await card.getByRole('button', { name: /repl(y|ies)/ }).click();
    const thread = bob.getByRole('complementary', { name: /^Thread of/ });
    const link = thread.getByRole('link', { name: /^Download/ });
    await link.waitFor();
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
    let whole = '';
    for await (const part of await download.createReadStream()) whole += String(part);
    expect(whole.trimEnd().split('\n').slice(-2)).toEqual(['3999', '4000']);
  });
});
