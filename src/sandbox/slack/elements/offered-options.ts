import type { Option } from './choices.ts';

/** Where an external select stands, and who looks at it. */
export type SelectPlace = { holder: string; blockId: string; actionId: string; userId: string };

/** What the app offered in answer to each block_suggestion: only that can be chosen from an external select. */
export class OfferedOptions {
  readonly #offered = new Map<string, Map<string, Option>>();

  add(place: SelectPlace, options: readonly Option[]): void {
    const key = keyOf(place);
    const before = this.#offered.get(key) ?? new Map<string, Option>();
    for (const option of options) before.set(option.value, option);
    this.#offered.set(key, before);
  }

  at(place: SelectPlace): Option[] {
    return [...(this.#offered.get(keyOf(place))?.values() ?? [])];
  }
}

function keyOf({ holder, blockId, actionId, userId }: SelectPlace): string {
  return JSON.stringify([holder, blockId, actionId, userId]);
}
