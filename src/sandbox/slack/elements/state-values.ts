import { isRecord } from '../body-values.ts';
import { channelById, maySee, personById } from '../directory.ts';
import type { Message } from '../messages.ts';
import type { World } from '../world.ts';
import { chosenState, hasState, initialState } from './element-states.ts';
import type { Choosable, ElementState } from './element-states.ts';
import type { Placed } from './find-elements.ts';

/** `state.values` of a view or message: by block_id, then by action_id. */
export type StateValues = Record<string, Record<string, ElementState>>;

/** What a person filled in: by block_id, then by action_id; texts, option values or user ids, '' for nothing. */
export type Filled = Record<string, Record<string, unknown>>;

/** Where the elements stand, and who looks at them. */
export type Holder = { id: string; userId: string };

/** A message as the place of elements; a view is one by itself. */
export function messageHolder({ channel, ts }: Message, userId: string): Holder {
  return { id: `${channel} ${ts}`, userId };
}

export type ReadState =
  { kind: 'values'; values: StateValues } | { kind: 'no-such-choice'; blockId: string; actionId: string };

/** What this person may choose in an element besides its own options. */
export function choosableAt({ element, blockId }: Placed, holder: Holder, world: World): Choosable {
  const place = { holder: holder.id, blockId, actionId: element.action_id, userId: holder.userId };
  return {
    offered: world.offeredOptions.at(place),
    isPerson: (userId) => personById(world.workspace, userId) !== undefined,
    isConversation: (channelId) => {
      const channel = channelById(world.workspace, channelId);
      return channel !== undefined && maySee(channel, holder.userId);
    },
  };
}

/** The state of all elements: what was filled in, else what was last told, else what they begin with. */
export function readState(
  placed: readonly Placed[],
  filled: Filled,
  before: StateValues,
  holder: Holder,
  world: World,
): ReadState {
  const values: StateValues = {};
  for (const one of placed.filter(({ element }) => hasState(element))) {
    const { element, blockId } = one;
    const actionId = element.action_id;
    const given = isRecord(filled[blockId]) ? filled[blockId][actionId] : undefined;
    const state =
      given === undefined
        ? keptOr(before[blockId]?.[actionId], one)
        : chosenState(given, element, choosableAt(one, holder, world));
    if (!state) return { kind: 'no-such-choice', blockId, actionId };
    values[blockId] = { ...values[blockId], [actionId]: state };
  }
  return { kind: 'values', values };
}

/** An update of a view keeps what was filled in where block_id, action_id and type stay the same, as Slack does. */
function keptOr(before: ElementState | undefined, { element }: Placed): ElementState | undefined {
  return before?.type === element.type ? before : initialState(element);
}
