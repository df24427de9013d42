import { checkBlocks } from './block-rules.ts';
import { isRecord } from './body-values.ts';
import { blocksOfAttachment } from './messages.ts';
import type { Block } from './messages.ts';
import type { MethodArguments } from './method-arguments.ts';
import { refuse, refuseWithMessages } from './answers.ts';
import type { Answer } from './answers.ts';

/** What a message says; absent parts were not sent. An empty list of blocks or attachments means "remove". */
export type Content = { text?: string; blocks?: Block[]; attachments?: unknown[]; metadata?: unknown };
export type ReadContent = { kind: 'content'; content: Content } | { kind: 'refused'; answer: Answer };

/** Slack cuts `text` here without a word (docs.slack.dev/changelog/2018-truncating-really-long-messages). */
const TEXT_LIMIT = 40_000;

const CODE = {
  blocks: 'invalid_blocks_format',
  attachments: 'invalid_attachments',
  metadata: 'invalid_metadata_format',
};

/** Reads and judges the content of a message from the arguments of a call, as Slack does. */
export function readContent(call: MethodArguments): ReadContent {
  const parts: Record<string, unknown> = {};
  for (const name of ['blocks', 'attachments', 'metadata'] as const) {
    const argument = call.json(name);
    if (argument.kind === 'absent') continue;
    if (argument.kind === 'malformed' || !hasShape(name, argument.value)) return refused(refuse(CODE[name]));
    parts[name] = argument.value;
  }
  const content = parts as Content;
  const text = call.text('text');
  if (text !== undefined) content.text = Array.from(text).slice(0, TEXT_LIMIT).join('');
  const refusal = refuseBlocks(content);
  return refusal ? refused(refusal) : { kind: 'content', content };
}

function refuseBlocks({ blocks = [], attachments = [] }: Content): Answer | undefined {
  const inAttachments = attachments.map((attachment, index) =>
    checkBlocks(blocksOfAttachment(attachment), `/attachments/${index}/blocks`),
  );
  for (const verdict of [checkBlocks(blocks), ...inAttachments]) {
    if (verdict.kind === 'too-long') return refuse('msg_blocks_too_long');
    if (verdict.kind === 'invalid') return refuseWithMessages('invalid_blocks', verdict.problems);
  }
  return undefined;
}

/** Whether a content shows nothing at all. */
export function isEmpty({ text, blocks, attachments }: Content): boolean {
  return !text && !blocks?.length && !attachments?.length;
}

function refused(answer: Answer): ReadContent {
  return { kind: 'refused', answer };
}

/** docs.slack.dev/messaging/message-metadata: a type of letters, digits and `_`, and a payload that is an object. */
function isMetadata(value: unknown): boolean {
  if (!isRecord(value) || !isRecord(value['event_payload'])) return false;
  return typeof value['event_type'] === 'string' && /^[\w.-]+$/.test(value['event_type']);
}

function hasShape(name: keyof typeof CODE, value: unknown): boolean {
  if (name === 'metadata') return isMetadata(value);
  return Array.isArray(value) && value.every(isRecord);
}
