import type { types } from '@slack/bolt';
import { z } from 'zod';
import { REQUEST_ID } from '../../domain/request/request-id.ts';
import { section } from '../messages/blocks.ts';
import { escaped } from '../text.ts';

/** What the forms of Keyhole are called in Slack's payloads. */
export const FORM = { decide: 'keyhole-decide', acknowledge: 'keyhole-acknowledge' } as const;

/** The one field that a form has: someone's own words. */
const WORDS = { block: 'words', action: 'keyhole-words' } as const;

/** The most of someone's own words, in characters. */
export const WORDS_MOST = 500;

const formAbout = z.object({
  request: z.string().regex(REQUEST_ID),
  /** Of the request: where whoever sent the form is told what came too late for the form itself. */
  channel: z.string(),
  decision: z.enum(['approve', 'deny']).optional(),
  /** The index of the run that it is about; absent: all of the request. */
  run: z.int().min(0).optional(),
  /** The index of the extension that it is about. */
  extension: z.int().min(0).optional(),
});

/** What a form is about. It comes back with what was filled in. */
export type FormAbout = z.infer<typeof formAbout>;

export interface FormParts {
  readonly callbackId: (typeof FORM)[keyof typeof FORM];
  /** 24 characters at the most, as its button's. */
  readonly title: string;
  readonly submit: string;
  readonly about: FormAbout;
  /** mrkdwn: who, what and where. */
  readonly lead: string;
  readonly label: string;
  readonly hint: string;
  readonly required: boolean;
}

/** A form with one field. */
export function form(parts: FormParts): types.ModalView {
  const { callbackId, title, submit, about, lead, label, hint, required } = parts;
  return {
    type: 'modal',
    callback_id: callbackId,
    title: plain(title),
    submit: plain(submit),
    close: plain('Back'),
    private_metadata: JSON.stringify(about),
    blocks: [
      section(lead),
      {
        type: 'input',
        block_id: WORDS.block,
        optional: !required,
        label: plain(label),
        hint: plain(hint),
        element: {
          type: 'plain_text_input',
          action_id: WORDS.action,
          multiline: true,
          max_length: WORDS_MOST,
          focus_on_load: true,
        },
      },
    ],
  };
}

/** What takes a form's place once it was sent, where its closing does not say enough. */
export function toldInstead(title: string, sentence: string): types.ModalView {
  return { type: 'modal', title: plain(title), close: plain('Close'), blocks: [section(escaped(sentence))] };
}

/** What a form is about; undefined for what Keyhole never wrote. */
export function aboutOf(metadata: string): FormAbout | undefined {
  try {
    return formAbout.safeParse(JSON.parse(metadata)).data;
  } catch {
    return undefined;
  }
}

/** What someone wrote into a form's field; undefined when they left it empty. */
export function wordsIn(values: FormValues): string | undefined {
  const words = values[WORDS.block]?.[WORDS.action]?.value?.trim();
  return words === '' ? undefined : words;
}

type FormValues = Readonly<Record<string, Readonly<Record<string, { readonly value?: string | null }>>>>;

function plain(text: string): types.PlainTextElement {
  return { type: 'plain_text', text, emoji: true };
}
