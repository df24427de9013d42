import { expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { keyholeManifest } from '../../src/sandbox/slack/workspace.ts';
import type { Manifest } from '../../src/sandbox/slack/workspace.ts';
import { act, callApi } from '../sandbox/slack/support.ts';
import {
  heard,
  input,
  modal,
  option,
  plain,
  scene,
  type Scene,
  textInput,
} from '../sandbox/slack/views/modal-support.ts';
import { describeInBrowser, hasFocus } from './browser.ts';

/** An app of the tests' own, so that each thing which the page offers is used, whatever the bot makes of it. */
function manifest(): Manifest {
  return {
    ...keyholeManifest(),
    homeTab: true,
    shortcuts: [
      { kind: 'global', callbackId: 'ask', name: 'Ask for access', description: 'Opens a form' },
      { kind: 'message', callbackId: 'look', name: 'Debug the pod', description: 'Named in this message' },
    ],
  };
}

/** Where to look, with a required text below. */
const podForm = modal({
  title: plain('Where'),
  submit: plain('Ask'),
  blocks: [input({ type: 'external_select', action_id: 'pod', min_query_length: 1 }), textInput('reason')],
});

const BOB = 'as=U0BOB&channel=C0INCIDENT';

async function opensForm(at: Scene, ran: Promise<unknown>): Promise<void> {
  const { trigger_id } = await heard(at);
  await callApi(at.slack, 'views.open', { trigger_id, view: podForm });
  await ran;
}

/** Types into the field that searches, and has the app offer two pods. */
async function search(at: Scene, form: Locator, text: string): Promise<void> {
  await form.getByRole('combobox', { name: 'pod' }).pressSequentially(text);
  const asked = await heard(at, { options: [option('api-7f9'), option('api-8c1')] });
  expect(asked).toMatchObject({ type: 'block_suggestion', value: text });
}

function shortcutsOf(page: Page): Locator {
  return page.getByRole('button', { name: 'Shortcuts' });
}

describeInBrowser('forms, menus and the Home tab', (open) => {
  test('a message’s menu opens a form that searches as one types, by keyboard alone', async () => {
    const at = await scene({ manifest: manifest() });
    await act(at.slack, 'U0ALICE', 'type', { channel: 'C0INCIDENT', text: 'api-8c1 is slow' });
    const page = await open(`${at.slack.url}/?${BOB}`);
    const message = page.getByRole('listitem').filter({ hasText: 'api-8c1 is slow' });
    await message.getByRole('button', { name: 'More actions' }).focus();
    await page.keyboard.press('ArrowDown');
    await page.getByRole('menuitem', { name: 'Debug the pod' }).waitFor();
    await page.keyboard.press('Enter');
    await opensForm(at, Promise.resolve());

    const form = page.getByRole('dialog', { name: 'Where' });
    await form.waitFor();
    await search(at, form, 'api');
    await form.getByRole('option', { name: 'api-8c1' }).waitFor();
    const field = form.getByRole('combobox', { name: 'pod' });
    expect(await field.getAttribute('aria-expanded')).toBe('true');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(await field.inputValue()).toBe('api-8c1');

    await form.getByRole('textbox', { name: 'reason' }).fill('slow');
    await page.keyboard.press('Enter');
    const sent = await heard(at);
    expect(sent.view.state.values).toMatchObject({
      'pod-block': { pod: { selected_option: { value: 'api-8c1' } } },
      'reason-block': { reason: { value: 'slow' } },
    });
    await form.waitFor({ state: 'hidden' });
  });

  test('what is missing or refused is marked at its field, which gets the focus', async () => {
    const at = await scene({ manifest: manifest() });
    const page = await open(`${at.slack.url}/?${BOB}`);
    await shortcutsOf(page).click();
    await page.getByRole('menuitem', { name: 'Ask for access' }).click();
    await opensForm(at, Promise.resolve());
    const form = page.getByRole('dialog', { name: 'Where' });
    const send = form.getByRole('button', { name: 'Ask' });
    await send.click();
    const pod = form.getByRole('combobox', { name: 'pod' });
    await form
      .getByText(/required/i)
      .first()
      .waitFor();
    expect(await pod.getAttribute('aria-invalid')).toBe('true');
    expect(await hasFocus(pod)).toBe(true);

    await search(at, form, 'a');
    await form.getByRole('option', { name: 'api-7f9' }).click();
    const reason = form.getByRole('textbox', { name: 'reason' });
    await reason.fill('x');
    await send.click();
    await heard(at, { response_action: 'errors', errors: { 'reason-block': 'Say a little more.' } });
    await form.getByText('Say a little more.').waitFor();
    expect(await reason.getAttribute('aria-invalid')).toBe('true');
    expect(await pod.getAttribute('aria-invalid')).not.toBe('true');
    expect(await reason.inputValue()).toBe('x');
  });

  test('the Home tab shows what the app publishes, live, and its buttons reach the app', async () => {
    const at = await scene({ manifest: manifest() });
    const publish = (text: string) =>
      callApi(at.slack, 'views.publish', {
        user_id: 'U0BOB',
        view: {
          type: 'home',
          blocks: [
            { type: 'section', text: plain(text) },
            { type: 'actions', elements: [{ type: 'button', action_id: 'end', text: plain('End session') }] },
          ],
        },
      });
    const page = await open(`${at.slack.url}/?as=U0BOB`);
    await page
      .getByRole('navigation', { name: 'Workspace' })
      .getByRole('button', { name: /^Keyhole/ })
      .click();
    const home = page.getByRole('region', { name: 'Home', exact: true });
    await home.getByText('Nothing here yet').waitFor();
    await publish('One session runs');
    await home.getByText('One session runs').waitFor();
    await home.getByRole('button', { name: 'End session' }).click();
    expect(await heard(at)).toMatchObject({ type: 'block_actions', actions: [{ action_id: 'end' }] });
    await publish('Nothing runs');
    await home.getByText('Nothing runs').waitFor();
  });
});
