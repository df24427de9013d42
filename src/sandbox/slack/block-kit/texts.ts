import { flag, object, string, tagged, word } from './checks.ts';
import type { Check } from './checks.ts';

/** A plain_text object (docs.slack.dev/reference/block-kit/composition-objects/text-object). */
export function plainText(max: number): Check {
  return tagged({ plain_text: object({ text: string(max) }, { emoji: flag }) });
}

/** A plain_text or mrkdwn object. */
export function anyText(max: number): Check {
  return tagged({
    plain_text: object({ text: string(max) }, { emoji: flag }),
    mrkdwn: object({ text: string(max) }, { verbatim: flag }),
  });
}

/** A confirm dialog (docs.slack.dev/reference/block-kit/composition-objects/confirmation-dialog-object). */
export const confirm: Check = object(
  { text: anyText(300) },
  {
    title: plainText(100),
    confirm: plainText(30),
    deny: plainText(30),
    style: word('primary', 'danger'),
  },
);
