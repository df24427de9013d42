import { flag, integer, list, object, string, tagged, word } from './checks.ts';
import type { Check } from './checks.ts';

/** Slack names no limit for rich text; the whole of a message's blocks is bounded instead. */
const UNBOUNDED = Number.MAX_SAFE_INTEGER - 1;

const text = string(UNBOUNDED);
const style = object(
  {},
  {
    bold: flag,
    italic: flag,
    strike: flag,
    code: flag,
    underline: flag,
    highlight: flag,
    client_highlight: flag,
    unlink: flag,
  },
);
const styled = { style };

const INLINE = {
  text: object({ text }, styled),
  link: object({ url: string(3000) }, { ...styled, text: string(UNBOUNDED, 0), unsafe: flag }),
  emoji: object({ name: text }, { ...styled, unicode: text, url: text, skin_tone: integer }),
  user: object({ user_id: text }, styled),
  usergroup: object({ usergroup_id: text }, styled),
  channel: object({ channel_id: text }, styled),
  team: object({ team_id: text }, styled),
  broadcast: object({ range: word('here', 'channel', 'everyone') }, styled),
  date: object({ timestamp: integer, format: text }, { ...styled, url: text, fallback: text }),
  color: object({ value: text }, styled),
} as const satisfies Record<string, Check>;

const inline = list(tagged(INLINE), UNBOUNDED, 0);
const section = object({ elements: inline });
const { text: plainPart, link } = INLINE;
const output = list(tagged({ text: plainPart, link }), UNBOUNDED, 0);
const bordered = { border: integer };

/** The parts of a rich_text block by type (docs.slack.dev/reference/block-kit/blocks/rich-text-block). */
export const RICH_TEXT_PARTS: Readonly<Record<string, Check>> = {
  rich_text_section: section,
  rich_text_preformatted: object({ elements: output }, { ...bordered, language: text }),
  rich_text_quote: object({ elements: inline }, bordered),
  rich_text_list: object(
    {
      style: word('bullet', 'ordered'),
      elements: list(tagged({ rich_text_section: section }), UNBOUNDED),
    },
    { ...bordered, indent: integer, offset: integer },
  ),
};
