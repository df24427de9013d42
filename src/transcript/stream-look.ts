/** What the beginning of a stream looks like so far, and how much came of it; plain data, for another to go on from. */
export interface StreamLook {
  /** Raw bytes of the whole stream. */
  readonly bytes: number;
  /** Characters looked at; NULs in a row count once, as what zeroed its own environment is text all the same. */
  readonly chars: number;
  readonly nuls: number;
  /** Characters that text has none of, undecodable bytes included. */
  readonly odd: number;
  readonly afterNul: boolean;
  readonly binary: boolean;
}

export const UNSEEN: StreamLook = {
  bytes: 0,
  chars: 0,
  nuls: 0,
  odd: 0,
  afterNul: false,
  binary: false,
};

/** So many characters of a stream tell what it is. */
const BEGINNING = 8_192;
/** Text in an old encoding has a few odd characters, an executable or an archive has many. */
const LEAST_ODD = 8;
const ODD_SHARE = 0.15;
/** `/proc/1/environ` and `find -print0` have NULs between words; UTF-16, which no pattern of a secret fits, between letters. */
const LEAST_NULS = 16;
const NUL_SHARE = 0.4;

const NUL = 0x00;
const ESC = 0x1b;
const UNDECODABLE = 0xfffd;

/** Whether text, as programs print it on a terminal, has no such character. */
function isOdd(code: number): boolean {
  if (code === UNDECODABLE || code === 0x7f) return true;
  // Bell to return, the shifts between character sets, and what begins an escape sequence.
  return code < 0x20 && !(code >= 0x07 && code <= 0x0f) && code !== ESC;
}

/**
 * Looks on. `at` is where in the text it became clear that the stream is binary: 0 when it was before, undefined when it
 * is not. How the text arrived makes no difference.
 */
export function lookedAt(
  before: StreamLook,
  text: string,
  byteCount: number,
): { readonly look: StreamLook; readonly at: number | undefined } {
  const bytes = before.bytes + byteCount;
  if (before.binary) return { look: { ...before, bytes }, at: 0 };
  let { chars, nuls, odd, afterNul } = before;
  for (let at = 0; at < text.length && chars < BEGINNING; at += 1) {
    const code = text.charCodeAt(at);
    const isNul = code === NUL;
    if (!isNul || !afterNul) chars += 1;
    if (isNul && !afterNul) nuls += 1;
    if (!isNul && isOdd(code)) odd += 1;
    afterNul = isNul;
    const binary =
      (odd >= LEAST_ODD && odd > ODD_SHARE * (chars - nuls)) ||
      (nuls >= LEAST_NULS && nuls >= NUL_SHARE * chars);
    if (binary) return { look: { bytes, chars, nuls, odd, afterNul, binary }, at };
  }
  return { look: { bytes, chars, nuls, odd, afterNul, binary: false }, at: undefined };
}
