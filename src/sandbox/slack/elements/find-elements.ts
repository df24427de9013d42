import { isRecord } from '../body-values.ts';
import type { Block } from '../messages.ts';
import type { Element } from './element-states.ts';

/** An interactive element and the block it stands in. */
export type Placed = { element: Element; blockId: string; block: Block };

function isElement(value: unknown): value is Element {
  return isRecord(value) && typeof value['type'] === 'string' && typeof value['action_id'] === 'string';
}

/** The interactive elements of blocks, in their order: in actions and inputs, and beside sections. */
export function elementsOf(blocks: readonly Block[]): Placed[] {
  return blocks.flatMap((block) => {
    const inside: unknown[] =
      block.type === 'actions' && Array.isArray(block['elements']) ? block['elements'] : [];
    const input = block.type === 'input' ? block['element'] : undefined;
    return [...inside, block['accessory'], input]
      .filter(isElement)
      .map((element) => ({ element, blockId: block.block_id ?? '', block }));
  });
}

/** One of them by its action_id, and by its block_id where that is told. */
export function findElement(
  { actionId, blockId }: { actionId: string; blockId?: string },
  blocks: readonly Block[],
): Placed | undefined {
  return elementsOf(blocks).find(
    (placed) =>
      placed.element.action_id === actionId && (blockId === undefined || placed.blockId === blockId),
  );
}
