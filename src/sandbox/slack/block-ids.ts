import { isRecord } from './body-values.ts';
import { blocksOfAttachment } from './messages.ts';
import type { Block } from './messages.ts';
import { randomId } from './random-ids.ts';

/** Gives an id to every block and interactive element that has none, as Slack does. */
export function withIds(blocks: readonly Block[]): Block[] {
  return blocks.map((block) => {
    const { elements, accessory, element } = block;
    return {
      block_id: randomId('', 5),
      ...block,
      ...(block.type === 'actions' && Array.isArray(elements)
        ? { elements: elements.map(withActionId) }
        : {}),
      ...(accessory === undefined ? {} : { accessory: withActionId(accessory) }),
      ...(block.type === 'input' ? { element: withActionId(element) } : {}),
    };
  });
}

/** The same for the blocks of attachments, which are numbered from 1. */
export function attachmentsWithIds(attachments: readonly unknown[]): unknown[] {
  return attachments.map((attachment, index) => {
    if (!isRecord(attachment)) return attachment;
    const blocks = blocksOfAttachment(attachment);
    return { id: index + 1, ...attachment, ...(blocks.length > 0 ? { blocks: withIds(blocks) } : {}) };
  });
}

function withActionId(element: unknown): unknown {
  if (!isRecord(element) || element['type'] === 'image') return element;
  return { action_id: randomId('', 5), ...element };
}
