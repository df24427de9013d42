import type { SandboxSlack } from '../../../../src/sandbox/slack/server.ts';
import { actAs } from '../../../../src/sandbox/slack/person-client.ts';
import type { PersonClient } from '../../../../src/sandbox/slack/person-client.ts';
import { act, callApi, connectRaw, slackForTest } from '../support.ts';
import type { RawApp, Reply } from '../support.ts';
import type { SlackOptions } from '../../../../src/sandbox/slack/server.ts';

export function plain(text: string): object {
  return { type: 'plain_text', text };
}

export function option(value: string, text = value): { text: object; value: string } {
  return { text: plain(text), value };
}

/** An input block whose block_id is the element's action_id with `-block`. */
export function input(
  element: { type: string; action_id: string; [key: string]: unknown },
  more = {},
): object {
  const { action_id: id } = element;
  return { type: 'input', block_id: `${id}-block`, label: plain(id), element, ...more };
}

export function textInput(actionId: string, more = {}): object {
  return input({ type: 'plain_text_input', action_id: actionId, ...more });
}

/** A modal with one required text unless told otherwise. */
export function modal(more: object = {}): object {
  return {
    type: 'modal',
    callback_id: 'deny',
    title: plain('Deny'),
    submit: plain('Deny'),
    blocks: [textInput('reason')],
    ...more,
  };
}

/** An app that is connected, and a person who uses it. */
export type Scene = { slack: SandboxSlack; app: RawApp; bob: PersonClient };

export async function scene(options: SlackOptions = {}): Promise<Scene> {
  const slack = await slackForTest(options);
  const app = await connectRaw(slack);
  await app.next();
  return { slack, app, bob: actAs(slack.url, 'U0BOB') };
}

/** A trigger id of something that a person just did. */
export async function triggerOf({ slack, app }: Scene, userId = 'U0BOB'): Promise<string> {
  const typed = act(slack, userId, 'type', { channel: 'C0INCIDENT', text: '/debug' });
  const envelope = await app.nextOf('slash_commands');
  app.ack(envelope);
  await typed;
  return String(envelope.payload['trigger_id']);
}

/** Has the app open a modal for Bob. */
export async function open(
  at: Scene,
  view: object = modal(),
): Promise<Reply & { view: { id: string; hash: string } }> {
  const reply = await callApi(at.slack, 'views.open', { trigger_id: await triggerOf(at), view });
  return reply as Reply & { view: { id: string; hash: string } };
}

/** What the app hears next of a type of interaction; it is acknowledged with `response`. */
export async function heard(
  { app }: Scene,
  response?: unknown,
): Promise<Record<string, unknown> & { view: { id: string; state: { values: unknown } } }> {
  const envelope = await app.nextOf('interactive');
  app.ack(envelope, response);
  return envelope.payload as Record<string, unknown> & { view: { id: string; state: { values: unknown } } };
}
