const SIGNS: Readonly<Record<string, string>> = {
  white_check_mark: '✔',
  x: '✘',
  hourglass_flowing_sand: '…',
  warning: '!',
  bell: '»',
  no_entry: '⊘',
  rocket: '→',
  large_green_circle: '●',
};

/** A message's plain text for a terminal: signs and names in place of Slack's markup, lines cut to the width. */
export function forTerminal(text: string, names: Readonly<Record<string, string>>, width: number): string {
  const plain = text
    .replaceAll(/:([a-z_]+):/g, (found, name: string) => SIGNS[name] ?? found)
    .replaceAll(/<(?:@|!subteam\^)([A-Z0-9]+)>/g, (found, id: string) =>
      names[id] === undefined ? found : `@${names[id]}`,
    )
    .replaceAll('`', '');
  return plain
    .split('\n')
    .map((line) => (line.length > width ? `${line.slice(0, Math.max(1, width - 1))}…` : line))
    .join('\n');
}
