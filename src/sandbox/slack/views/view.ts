import type { StateValues } from '../elements/state-values.ts';
import type { Block } from '../messages.ts';

export type PlainText = { type: 'plain_text'; text: string; emoji: boolean };

/** What an app says of a view, with Slack's defaults filled in. */
export type ViewContent = {
  type: 'modal' | 'home';
  title?: PlainText;
  submit?: PlainText;
  close?: PlainText;
  blocks: Block[];
  private_metadata: string;
  callback_id: string;
  external_id: string;
  clear_on_close: boolean;
  notify_on_close: boolean;
  submit_disabled: boolean;
};

/** A view that one person has before them. `hash` changes with every change of the content. */
export type View = {
  readonly id: string;
  readonly userId: string;
  readonly rootId: string;
  readonly previousId: string | undefined;
  content: ViewContent;
  hash: string;
  /** What the person had filled in when the app last heard of it. */
  state: StateValues;
};
