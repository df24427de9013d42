import type { types } from '@slack/bolt';
import type { Gateway } from '../gateway.ts';
import type { Click } from './clicks.ts';

/** Opens a form for whoever clicked. Slack takes it within 3 s of the click; too late is told, and changes nothing. */
export async function openForm(gateway: Gateway, click: Click, view: types.ModalView): Promise<void> {
  const opened = await gateway.slack.openModal(click.body.trigger_id, view);
  if (opened.kind !== 'refused') return;
  gateway.logger.warn({ requestId: click.request.id, error: opened.error }, 'Slack opened no form');
  await click.reply('Slack did not open the form in time, so nothing was changed: click again.');
}
