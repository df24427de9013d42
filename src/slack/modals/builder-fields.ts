import { z } from 'zod';

/** What the request builder is called in Slack's payloads. */
export const BUILDER_FORM = 'keyhole-build';

/** The fields of the request builder. */
export const FIELDS = [
  ...(['channel', 'cluster', 'namespace', 'target', 'container'] as const),
  ...(['image', 'profile', 'snippet', 'command', 'duration', 'reason'] as const),
] as const;
export type Field = (typeof FIELDS)[number];

/** The button outside of it that opens it. */
export const OPEN_ACTION = 'keyhole-new-request';
/** The button that has the form say anew what applies. */
export const CHECK_ACTION = 'keyhole-builder-check';
/** What the `action_id` of every field begins with. */
const ACTION = 'keyhole-builder-';
/** Fits whatever can be used in the form. */
export const BUILDER_ACTIONS = /^keyhole-builder-/;

/**
 * What is filled in. The target as `KIND/NAME`, as a command line takes it; the duration as a time span. Absent: nothing
 * there.
 */
export type Filled = Readonly<Partial<Record<Field, string>>>;

const builderAbout = z.object({
  team: z.string(),
  /** Where the card goes; absent where whoever fills it in says so. */
  channel: z.string().optional(),
  /** For a private answer; absent with the channel. */
  responseUrl: z.string().optional(),
  /** Names of pods in the message that it was opened from. */
  found: z.array(z.string()).default([]),
  /** Counts the commands that were put in for someone: Slack keeps what stands in a block of the same id. */
  turn: z.number().default(0),
});

/** What the builder remembers of how it was opened. Slack keeps it with the form. */
export type BuilderAbout = z.infer<typeof builderAbout>;

/** What a form of ours is about; undefined for anything else. */
export function builderAboutOf(metadata: string): BuilderAbout | undefined {
  try {
    return builderAbout.safeParse(JSON.parse(metadata)).data;
  } catch {
    return undefined;
  }
}

export function actionOf(field: Field): string {
  return `${ACTION}${field}`;
}

export function fieldOf(actionId: string): Field | undefined {
  return FIELDS.find((field) => actionOf(field) === actionId);
}

interface State {
  readonly value?: string | null;
  readonly selected_option?: { readonly value?: string } | null;
  readonly selected_conversation?: string | null;
}

/** `state.values` of a view. */
export type StateValues = Readonly<Record<string, Readonly<Record<string, State>>>>;

/** What someone filled in, and the block where each field stands, which Slack wants to know of a field that is wrong. */
export interface FilledIn {
  readonly filled: Filled;
  readonly blocks: Readonly<Partial<Record<Field, string>>>;
}

export function filledIn(values: StateValues): FilledIn {
  const filled: Partial<Record<Field, string>> = {};
  const blocks: Partial<Record<Field, string>> = {};
  for (const [block, elements] of Object.entries(values)) {
    for (const [actionId, state] of Object.entries(elements)) {
      const field = fieldOf(actionId);
      if (field === undefined) continue;
      blocks[field] = block;
      const value = (state.value ?? state.selected_option?.value ?? state.selected_conversation ?? '').trim();
      if (value !== '') filled[field] = value;
    }
  }
  return { filled, blocks };
}

const shownBlock = z.object({
  element: z.object({
    action_id: z.string(),
    initial_option: z.object({ value: z.string() }).optional(),
  }),
});

/**
 * What a form as it was last shown has chosen in its menus. While someone types into one Slack tells no more than that
 * (github.com/slackapi/java-slack-sdk/issues/1292, github.com/slackapi/bolt-js/issues/660), and whatever was chosen since
 * has the form shown anew.
 */
export function chosenIn(blocks: readonly unknown[]): Filled {
  const chosen: Partial<Record<Field, string>> = {};
  for (const each of blocks) {
    const { element } = shownBlock.safeParse(each).data ?? {};
    const field = element && fieldOf(element.action_id);
    const value = element?.initial_option?.value;
    if (field !== undefined && value !== undefined) chosen[field] = value;
  }
  return chosen;
}
