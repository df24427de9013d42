import { isRecord } from '../body-values.ts';

/** An option of a menu, as the app wrote it. */
export type Option = Record<string, unknown> & { value: string };

function isOption(value: unknown): value is Option {
  return isRecord(value) && typeof value['value'] === 'string';
}

/** The options of a menu or of the answer to a block_suggestion, those of its groups included. */
export function optionsOf(holder: Record<string, unknown>): Option[] {
  const { options, option_groups: groups } = holder;
  const plain: unknown[] = Array.isArray(options) ? options : [];
  const grouped: unknown[] = Array.isArray(groups) ? groups : [];
  const inside = grouped.flatMap((group: unknown): unknown[] =>
    isRecord(group) && Array.isArray(group['options']) ? group['options'] : [],
  );
  return [...plain, ...inside].filter(isOption);
}

/** The first option with this value. */
export function optionWith(value: unknown, options: readonly Option[]): Option | undefined {
  return options.find((option) => option.value === value);
}
