import { isRecord } from '../body-values.ts';
import { isEmptyState } from '../elements/element-states.ts';
import type { ElementState } from '../elements/element-states.ts';
import { elementsOf } from '../elements/find-elements.ts';
import type { Placed } from '../elements/find-elements.ts';
import type { StateValues } from '../elements/state-values.ts';
import type { View } from './view.ts';

const LONGEST_TEXT = 3000;

/**
 * What Slack's own client says before it submits a modal, by block_id: empty required inputs and texts of a wrong
 * length. None: the submission goes to the app (docs.slack.dev/reference/block-kit/blocks/input-block).
 */
export function refuseInputs(view: View, values: StateValues): Record<string, string> {
  const inputs = elementsOf(view.content.blocks).filter(({ block }) => block.type === 'input');
  const errors = inputs.flatMap((input): [string, string][] => {
    const error = refuseInput(input, values[input.blockId]?.[input.element.action_id]);
    return error === undefined ? [] : [[input.blockId, error]];
  });
  return Object.fromEntries(errors);
}

function refuseInput({ block, element }: Placed, state: ElementState | undefined): string | undefined {
  if (!state || isEmptyState(state))
    return block['optional'] === true ? undefined : 'Please complete this required field.';
  const text = state['value'];
  if (typeof text !== 'string' || !isRecord(element)) return undefined;
  const length = Array.from(text).length;
  const shortest = limitOf(element['min_length'], 0);
  const longest = limitOf(element['max_length'], LONGEST_TEXT);
  if (length < shortest) return `Please write at least ${shortest} characters.`;
  return length > longest ? `Please write at most ${longest} characters.` : undefined;
}

function limitOf(given: unknown, fallback: number): number {
  return typeof given === 'number' ? given : fallback;
}
