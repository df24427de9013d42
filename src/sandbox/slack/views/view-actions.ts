import { outcomeOf } from '../clicks.ts';
import type { ClickOutcome, Use } from '../clicks.ts';
import { actionOf, sendsAction } from '../elements/actions.ts';
import { elementsOf, findElement } from '../elements/find-elements.ts';
import { choosableAt, readState } from '../elements/state-values.ts';
import type { Filled } from '../elements/state-values.ts';
import { interactionFields } from '../interaction-payload.ts';
import type { Person } from '../workspace.ts';
import type { World } from '../world.ts';
import type { View } from './view.ts';
import { wireView } from './view-shape.ts';

/** Uses an element of a modal or Home tab, with what else is filled in, and waits until the app has acknowledged it. */
export async function actInView(
  use: Use,
  filled: Filled,
  view: View,
  person: Person,
  world: World,
): Promise<ClickOutcome> {
  const { blocks } = view.content;
  const placed = findElement(use, blocks);
  if (!placed || !sendsAction(placed)) return { kind: 'no-such-action' };
  const { blockId, element } = placed;
  const action = actionOf(placed, use.value, choosableAt(placed, view, world));
  const chosen =
    use.value === undefined ? {} : { [blockId]: { ...filled[blockId], [element.action_id]: use.value } };
  const state = readState(elementsOf(blocks), { ...filled, ...chosen }, view.state, view, world);
  if (!action || state.kind === 'no-such-choice') return { kind: 'no-such-choice' };
  view.state = state.values;
  const delivered = await world.deliveries.interaction({
    type: 'block_actions',
    ...interactionFields(person, world),
    container: { type: 'view', view_id: view.id },
    trigger_id: world.triggers.issue(person.id),
    view: wireView(view, world),
    actions: [{ ...action, action_ts: world.timestamps() }],
  });
  return outcomeOf(delivered);
}
