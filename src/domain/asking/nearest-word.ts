import leven from 'leven';

/**
 * The word that was probably meant: the one spelled most alike, whatever its case. Two letters of four may not differ:
 * one change in every four letters is taken for a slip, two neighbours that swapped places count as one change.
 */
export function nearestWord(typed: string, words: readonly string[]): string | undefined {
  const wanted = typed.toLowerCase();
  const farthest = wanted.length < 3 ? 0 : Math.max(1, Math.floor(wanted.length / 4));
  let nearest: { word: string; distance: number } | undefined;
  for (const word of words) {
    // Long texts are slow to compare, and cannot be near.
    if (Math.abs(word.length - wanted.length) > farthest) continue;
    const distance = changes(wanted, word.toLowerCase());
    if (distance <= farthest && distance < (nearest?.distance ?? Infinity)) nearest = { word, distance };
  }
  return nearest?.word;
}

function changes(a: string, b: string): number {
  const distance = leven(a, b);
  return distance === 2 && swapped(a, b) ? 1 : distance;
}

function swapped(a: string, b: string): boolean {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return `${a.slice(0, at)}${a.charAt(at + 1)}${a.charAt(at)}${a.slice(at + 2)}` === b;
}
