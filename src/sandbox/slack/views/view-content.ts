import { refuse, refuseWithMessages } from '../answers.ts';
import type { Answer } from '../answers.ts';
import { withIds } from '../block-ids.ts';
import { isRecord } from '../body-values.ts';
import type { Block } from '../messages.ts';
import type { MethodArguments } from '../method-arguments.ts';
import type { PlainText, ViewContent } from './view.ts';
import { checkView } from './view-rules.ts';

export type ReadView = { kind: 'content'; content: ViewContent } | { kind: 'refused'; answer: Answer };

/** The `view` of a call; refused with Slack's words when it is absent or not such a view. */
export function viewArgument(call: MethodArguments, type: 'modal' | 'home'): ReadView {
  const given = call.json('view');
  if (given.kind === 'absent') return invalid(['missing required field: view']);
  if (given.kind === 'malformed') return invalid(['must be a valid JSON object [json-pointer:/view]']);
  return readView(given.value, type);
}

/** A view's content with Slack's defaults, or what is wrong with it. */
export function readView(view: unknown, type: 'modal' | 'home'): ReadView {
  const verdict = checkView(view, type);
  if (verdict.kind === 'invalid') return invalid(verdict.problems);
  if (verdict.kind === 'too-large' || !isRecord(view))
    return { kind: 'refused', answer: refuse('view_too_large') };
  return { kind: 'content', content: withDefaults(view, type) };
}

function invalid(problems: string[]): ReadView {
  return { kind: 'refused', answer: refuseWithMessages('invalid_arguments', problems) };
}

function withDefaults(view: Record<string, unknown>, type: 'modal' | 'home'): ViewContent {
  const text = (key: string): string => (typeof view[key] === 'string' ? view[key] : '');
  const blocks = Array.isArray(view['blocks']) ? (view['blocks'] as Block[]) : [];
  return {
    type,
    ...words(view, 'title'),
    ...words(view, 'submit'),
    ...words(view, 'close'),
    blocks: withIds(blocks),
    private_metadata: text('private_metadata'),
    callback_id: text('callback_id'),
    external_id: text('external_id'),
    clear_on_close: view['clear_on_close'] === true,
    notify_on_close: view['notify_on_close'] === true,
    submit_disabled: view['submit_disabled'] === true,
  };
}

function words(view: Record<string, unknown>, key: 'title' | 'submit' | 'close'): Partial<ViewContent> {
  const given = view[key];
  if (!isRecord(given)) return {};
  const text: PlainText = {
    type: 'plain_text',
    text: String(given['text']),
    emoji: given['emoji'] !== false,
  };
  return { [key]: text };
}
