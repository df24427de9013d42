/** What someone typed cannot be done; the sentence says why and what to do instead. */
export interface Invalid {
  readonly kind: 'invalid';
  readonly sentence: string;
}

export function invalid(sentence: string): Invalid {
  return { kind: 'invalid', sentence };
}

/** What a person typed, in one line and short enough to be quoted back. */
export function shown(text: string): string {
  const characters = Array.from(text.replaceAll(/\s+/g, ' ').trim());
  if (characters.length === 0) return '""';
  return characters.length > 60 ? `${characters.slice(0, 60).join('')}…` : characters.join('');
}
