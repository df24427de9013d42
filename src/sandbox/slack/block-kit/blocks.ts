import { address, anything, flag, list, number, object, string, tagged, withOneOf } from './checks.ts';
import type { Check } from './checks.ts';
import { ACCESSORIES, ACTIONS_ELEMENTS, imageElement, INPUTS } from './elements.ts';
import { RICH_TEXT_PARTS } from './rich-text.ts';
import { anyText, plainText } from './texts.ts';

const identified = { block_id: string(255) };
const TABLE_ROWS = 100;
const TABLE_COLUMNS = 20;

const richText = object({ elements: list(tagged(RICH_TEXT_PARTS), Number.MAX_SAFE_INTEGER, 0) }, identified);
const cell = tagged({
  raw_text: object({ text: string(3000) }),
  raw_number: object({ value: number, text: string(3000) }),
  rich_text: richText,
});

const section = withOneOf(
  ['text', 'fields'],
  object(
    {},
    {
      ...identified,
      text: anyText(3000),
      fields: list(anyText(2000), 10),
      accessory: tagged(ACCESSORIES),
      expand: flag,
    },
  ),
);

const picture = { image_url: address(3000), slack_file: anything };

const contextElements = list(
  tagged({
    image: imageElement,
    plain_text: object({ text: string(3000) }, { emoji: flag }),
    mrkdwn: object({ text: string(3000) }, { verbatim: flag }),
  }),
  10,
);

/** The blocks that a message may hold, by type, with their limits (docs.slack.dev/reference/block-kit/blocks). */
export const BLOCKS: Readonly<Record<string, Check>> = {
  actions: object({ elements: list(tagged(ACTIONS_ELEMENTS), 25) }, identified),
  context: object({ elements: contextElements }, identified),
  divider: object({}, identified),
  header: object({ text: plainText(150) }, identified),
  image: withOneOf(
    Object.keys(picture),
    object({ alt_text: string(2000) }, { ...identified, ...picture, title: plainText(2000) }),
  ),
  input: object(
    { label: plainText(2000), element: tagged(INPUTS) },
    { ...identified, hint: plainText(2000), optional: flag, dispatch_action: flag },
  ),
  markdown: object({ text: string(12_000) }, identified),
  rich_text: richText,
  section,
  table: object(
    { rows: list(list(cell, TABLE_COLUMNS), TABLE_ROWS) },
    { ...identified, column_settings: anything },
  ),
};
