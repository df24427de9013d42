import { checkIds } from '../block-rules.ts';
import { BLOCKS } from '../block-kit/blocks.ts';
import { flag, list, object, problem, string, tagged } from '../block-kit/checks.ts';
import type { Check } from '../block-kit/checks.ts';
import { plainText } from '../block-kit/texts.ts';
import { isRecord } from '../body-values.ts';

export type ViewVerdict =
  { kind: 'accepted' } | { kind: 'invalid'; problems: string[] } | { kind: 'too-large' };

const MAX_BLOCKS = 100;
const TITLE = 24;
const MAX_VIEW_BYTES = 250_000;

/** Only messages may hold these (docs.slack.dev/reference/block-kit/blocks). */
const { markdown: _markdown, table: _table, ...VIEW_BLOCKS } = BLOCKS;

const blocks = list(tagged(VIEW_BLOCKS), MAX_BLOCKS, 0);
const common = {
  private_metadata: string(3000, 0),
  callback_id: string(255, 0),
  external_id: string(255, 0),
};

/** docs.slack.dev/reference/views */
const VIEWS = {
  modal: object(
    { title: plainText(TITLE), blocks },
    {
      ...common,
      submit: plainText(TITLE),
      close: plainText(TITLE),
      clear_on_close: flag,
      notify_on_close: flag,
      submit_disabled: flag,
    },
  ),
  home: object({ blocks }, common),
} as const satisfies Record<string, Check>;

/** Judges a view that should be of a certain type, as Slack does; pointers begin with `/view`. */
export function checkView(view: unknown, type: 'modal' | 'home'): ViewVerdict {
  const problems = [...tagged({ [type]: VIEWS[type] })(withoutNulls(view), '/view'), ...acrossBlocks(view)];
  if (problems.length > 0) return { kind: 'invalid', problems };
  return Buffer.byteLength(JSON.stringify(view)) > MAX_VIEW_BYTES
    ? { kind: 'too-large' }
    : { kind: 'accepted' };
}

/** Slack reads null as absent, for that is how its own views come back. */
function withoutNulls(view: unknown): unknown {
  if (!isRecord(view)) return view;
  return Object.fromEntries(Object.entries(view).filter(([, value]) => value !== null));
}

function acrossBlocks(view: unknown): string[] {
  if (!isRecord(view) || !Array.isArray(view['blocks'])) return [];
  return [...checkIds(view['blocks'], '/view/blocks'), ...inputsWithoutSubmit(view, view['blocks'])];
}

/** The words are those of github.com/slackapi/node-slack-sdk/issues/875. */
function inputsWithoutSubmit(view: Record<string, unknown>, all: readonly unknown[]): string[] {
  if (view['type'] !== 'modal' || isRecord(view['submit'])) return [];
  return all.flatMap((block, index) =>
    isRecord(block) && block['type'] === 'input'
      ? [problem('must define `submit` to use `input` block', `/view/blocks/${index}/input`)]
      : [],
  );
}
