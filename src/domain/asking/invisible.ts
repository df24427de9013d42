/** Control, format and blank characters: bidirectional overrides make a command read as another one to whoever approves it. */
const INVISIBLE = /(?![\n\t ])[\p{Cc}\p{Cf}\p{Z}\p{Default_Ignorable_Code_Point}\u{2800}]/u;

/** What is wrong with a text that holds what nobody sees, as a sentence; undefined for all others. */
export function invisibleProblem(text: string): string | undefined {
  const invisible = INVISIBLE.exec(text);
  if (!invisible) return undefined;
  const code = invisible[0].codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0');
  return `There is an invisible character (U+${code}) in it, which would hide what runs: type it without.`;
}
