/** Where in a text a secret is. */
export interface Finding {
  /** Where begins what shows that it is one, such as its name; at most `start`. */
  readonly from: number;
  /** What is masked: from `start` up to, not including, `end`. */
  readonly start: number;
  readonly end: number;
  /** What the mask calls it. */
  readonly label: string;
}

/** One finding for all that overlap, in the order of the text; the one that begins first gives the label. */
export function mergeOverlaps(findings: readonly Finding[]): Finding[] {
  const sorted = [...findings].sort((a, b) => a.start - b.start || b.end - a.end);
  const merged: Finding[] = [];
  for (const finding of sorted) {
    const last = merged.at(-1);
    if (last === undefined || finding.start >= last.end) {
      merged.push(finding);
    } else {
      merged[merged.length - 1] = {
        ...last,
        from: Math.min(last.from, finding.from),
        end: Math.max(last.end, finding.end),
      };
    }
  }
  return merged;
}
