import type { Fragment } from './private-key.ts';

/** A line that grows beyond this many characters (UTF-16 code units) is not waited for any longer. */
const CUT_AT = 16_384;
/** So many characters are looked at to find where to cut. */
const WINDOW = 2 * CUT_AT;

export interface LineCutter {
  take(text: string): Promise<Fragment[]>;
  /** Takes what is left of a line that has not ended. */
  rest(): string;
}

/**
 * Cuts clean text into lines, and a line of more than 32 Ki characters into pieces of about 16 Ki.
 *
 * What holds for a secret across a cut: `safeCut` sees 32 Ki characters of the line when it cuts at 16 Ki, and cuts before
 * a secret (with the name that shows it) instead of inside. So a secret that is found in the whole line is found in the pieces
 * if it, with its name, has at most 16 Ki characters. A longer one is masked as far as it is found in the window.
 * The places depend on the line alone, not on how it arrived.
 */
export function createLineCutter(safeCut: (line: string, at: number) => Promise<number>): LineCutter {
  let pending = '';

  const cutPieces = async (): Promise<Fragment[]> => {
    const pieces: Fragment[] = [];
    while (pending.length >= WINDOW) {
      const cut = await safeCut(pending.slice(0, WINDOW), CUT_AT);
      pieces.push({ text: pending.slice(0, cut), endsLine: false });
      pending = pending.slice(cut);
    }
    return pieces;
  };

  return {
    async take(text) {
      const [first = '', ...others] = text.split('\n');
      pending += first;
      const fragments = await cutPieces();
      for (const line of others) {
        fragments.push({ text: pending, endsLine: true });
        pending = line;
        fragments.push(...(await cutPieces()));
      }
      return fragments;
    },
    rest() {
      const text = pending;
      pending = '';
      return text;
    },
  };
}
