/** What is no readable character: controls but newline and tab, formats such as bidirectional marks, and the undecodable. */
const UNREADABLE = /[[\p{C}\uFFFD]--[\n\t]]+/gv;

/** As strings(1) has it. */
const SHORTEST = 4;

/** The readable text in what is not text, a piece a line; lines that `isWorthReading` says no to are noise. */
export function readableText(text: string): string {
  return text.replaceAll(UNREADABLE, '\n');
}

export function isWorthReading(line: string): boolean {
  return line.trim().length >= SHORTEST;
}
