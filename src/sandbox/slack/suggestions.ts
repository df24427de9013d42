import { suggestedOptions } from './block-kit/elements.ts';
import { isRecord } from './body-values.ts';
import type { Payload } from './deliveries.ts';
import { optionsOf } from './elements/choices.ts';
import type { Option } from './elements/choices.ts';
import { findElement } from './elements/find-elements.ts';
import type { Holder } from './elements/state-values.ts';
import { interactionFields } from './interaction-payload.ts';
import type { Block } from './messages.ts';
import type { Person } from './workspace.ts';
import type { World } from './world.ts';

export type Suggested =
  | { kind: 'options'; answer: Record<string, unknown>; options: Option[] }
  | { kind: 'query-too-short'; minimum: number }
  | { kind: 'no-such-action' }
  | { kind: 'operation-timeout' }
  | { kind: 'dispatch-failed' }
  | { kind: 'invalid-response' };

export type Asked = { actionId: string; blockId?: string; query: string };

/** What an external select means that says nothing of it (docs.slack.dev/reference/block-kit/block-elements). */
const MIN_QUERY_LENGTH = 3;

/** Where an external select stands; `where` is what the payload says of that place. */
export type SelectHolder = Holder & { blocks: readonly Block[]; where: Payload };

/**
 * Asks the app for the options of an external select
 * (docs.slack.dev/reference/interaction-payloads/block_suggestion-payload). They can be chosen from then on.
 */
export async function suggest(
  { query, ...named }: Asked,
  holder: SelectHolder,
  person: Person,
  world: World,
): Promise<Suggested> {
  const placed = findElement(named, holder.blocks);
  if (placed?.element.type !== 'external_select') return { kind: 'no-such-action' };
  const { element, blockId } = placed;
  const minimum =
    typeof element['min_query_length'] === 'number' ? element['min_query_length'] : MIN_QUERY_LENGTH;
  if (Array.from(query).length < minimum) return { kind: 'query-too-short', minimum };
  const delivered = await world.deliveries.interaction({
    type: 'block_suggestion',
    ...interactionFields(person, world),
    ...holder.where,
    action_id: element.action_id,
    block_id: blockId,
    value: query,
  });
  if (delivered.kind === 'timed-out') return { kind: 'operation-timeout' };
  if (delivered.kind !== 'acked') return { kind: 'dispatch-failed' };
  const { response } = delivered;
  if (!isRecord(response) || suggestedOptions(response, '').length > 0) return { kind: 'invalid-response' };
  const options = optionsOf(response);
  const place = { holder: holder.id, blockId, actionId: element.action_id, userId: person.id };
  world.offeredOptions.add(place, options);
  return { kind: 'options', answer: response, options };
}
