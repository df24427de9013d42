import { isRecord } from './body-values.ts';
import { BLOCKS } from './block-kit/blocks.ts';
import { list, problem, tagged } from './block-kit/checks.ts';

/** `invalid` carries Slack's words, such as `must be less than 3001 characters [json-pointer:/blocks/0/text/text]`. */
export type BlockVerdict =
  { kind: 'accepted' } | { kind: 'invalid'; problems: string[] } | { kind: 'too-long' };

const MAX_BLOCKS = 50;

/** Undocumented; about here Slack answers msg_blocks_too_long (github.com/slackapi/bolt-js/issues/2509). */
const MAX_BLOCK_TEXT = 13_200;

const messageBlocks = list(tagged(BLOCKS), MAX_BLOCKS, 0);

/** Judges the blocks of a message, or of the attachment at `pointer`, as Slack does. */
export function checkBlocks(blocks: readonly unknown[], pointer = '/blocks'): BlockVerdict {
  const problems = [...messageBlocks(blocks, pointer), ...checkIds(blocks, pointer)];
  if (problems.length > 0) return { kind: 'invalid', problems };
  return textLength(blocks) > MAX_BLOCK_TEXT ? { kind: 'too-long' } : { kind: 'accepted' };
}

/** The problems with ids that stand twice among the blocks of a message or view, or twice in one block. */
export function checkIds(blocks: readonly unknown[], pointer: string): string[] {
  return [
    ...repeatedBlockIds(blocks, pointer),
    ...blocks.flatMap((block, index) => repeatedActionIds(block, `${pointer}/${index}`)),
  ];
}

/** All characters that the blocks show, in code points. */
export function textLength(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + textLength(one), 0);
  if (!isRecord(value)) return 0;
  return Object.entries(value).reduce((sum, [key, inner]) => {
    return sum + (key === 'text' && typeof inner === 'string' ? Array.from(inner).length : textLength(inner));
  }, 0);
}

function repeatedBlockIds(blocks: readonly unknown[], pointer: string): string[] {
  const ids = blocks.map((block) => (isRecord(block) ? block['block_id'] : undefined));
  return repeatsOf(ids).map(({ id, index }) =>
    problem(`\`block_id\` "${id}" already exists for another block`, `${pointer}/${index}/block_id`),
  );
}

function repeatedActionIds(block: unknown, pointer: string): string[] {
  const elements = isRecord(block) && Array.isArray(block['elements']) ? block['elements'] : [];
  const ids = elements.map((element) => (isRecord(element) ? element['action_id'] : undefined));
  return repeatsOf(ids).map(({ id, index }) =>
    problem(
      `\`action_id\` "${id}" already exists for another element`,
      `${pointer}/elements/${index}/action_id`,
    ),
  );
}

function repeatsOf(ids: unknown[]): { id: string; index: number }[] {
  return ids.flatMap((id, index) =>
    typeof id === 'string' && ids.indexOf(id) < index ? [{ id, index }] : [],
  );
}
