import { optionsOf, optionWith } from './choices.ts';
import { chosenState, hasState } from './element-states.ts';
import type { Choosable, Element } from './element-states.ts';
import type { Placed } from './find-elements.ts';

/** Whether using an element sends block_actions: an input block's does only when it asks for that. */
export function sendsAction({ block, element }: Placed): boolean {
  if (block.type === 'input' && block['dispatch_action'] !== true) return false;
  return element.type === 'button' || element.type === 'overflow' || hasState(element);
}

/**
 * One entry of `actions` in block_actions (recordings/slack/BlockActionPayload.json), without its time.
 * Undefined when the element has no such choice.
 */
export function actionOf(
  { element, blockId }: Placed,
  given: unknown,
  choosable: Choosable,
): Record<string, unknown> | undefined {
  const { type, action_id, confirm, placeholder } = element;
  const common = { type, action_id, block_id: blockId, confirm, placeholder };
  const chosen = choiceOf(element, given, choosable);
  return chosen && { ...common, ...chosen };
}

function choiceOf(
  element: Element,
  given: unknown,
  choosable: Choosable,
): Record<string, unknown> | undefined {
  if (element.type === 'button') {
    const { text, value, style } = element;
    return { text, value, style };
  }
  if (element.type === 'overflow') {
    const option = optionWith(given, optionsOf(element));
    return option && { selected_option: option };
  }
  return chosenState(given, element, choosable);
}
