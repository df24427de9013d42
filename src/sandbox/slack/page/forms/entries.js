/** What is filled in where: an entry {value, text} for each element, by its block and action. */

/** The entry that an element has before anybody touched it: what the app last heard, else what it begins with. */
export function firstEntry(element, state) {
  const told = state ?? {
    value: element.initial_value,
    selected_option: element.initial_option,
    selected_options: element.initial_options,
    selected_user: element.initial_user,
    selected_conversation: element.initial_conversation,
  };
  if (told.selected_options) return { value: told.selected_options.map((option) => option.value) };
  const option = told.selected_option;
  return option
    ? { value: option.value, text: option.text.text }
    : { value: told.value ?? told.selected_user ?? told.selected_conversation ?? '' };
}

/** Keeps entries; `values()` gives them as the person API wants them. */
export function makeEntries() {
  const entries = new Map();
  const key = (blockId, actionId) => JSON.stringify([blockId, actionId]);
  return {
    get: (blockId, actionId) => entries.get(key(blockId, actionId)),
    set: (blockId, actionId, entry) => void entries.set(key(blockId, actionId), entry),
    values(blocks) {
      const given = {};
      for (const [name, { value }] of entries) {
        const [blockId, actionId] = JSON.parse(name);
        if (blocks.some((block) => block.block_id === blockId)) {
          given[blockId] = { ...given[blockId], [actionId]: value };
        }
      }
      return given;
    },
  };
}
