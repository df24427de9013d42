/** Begins a private key of PEM, OpenSSH, PGP or SSH2 form. */
const BEGIN = String.raw`-{4,5} ?BEGIN[A-Z0-9 ]{0,40}PRIVATE KEY`;
const END = String.raw`-{4,5} ?END[A-Z0-9 ]{0,40}PRIVATE KEY[A-Z ]{0,10}-{0,5}`;

/** The part of a private key that is on one line: up to its end, or to the end of the line. */
export const PRIVATE_KEY_ON_LINE = new RegExp(`${BEGIN}(?:[^\\n]*?${END}|[^\\n]*)`, 'dg');

const OPENS = new RegExp(`${BEGIN}(?![^\\n]*${END})`);
const CLOSES = new RegExp(END);

/** Lines and characters after which a key whose end never came counts as over. */
const MAX_LINES = 64;
const MAX_CHARS = 16_384;

/** A line of base64 and nothing else: the rest of a key that is longer than the bounds. */
const BARE_KEY_LINE = /^\s*[A-Za-z0-9+/=]{20,}\s*$/;

/** A line, or a part of a line that was too long to wait for. */
export interface Fragment {
  /** Without the newline. */
  readonly text: string;
  readonly endsLine: boolean;
}

/** A private key whose END has not come, and how much of it was dropped. */
export interface OpenKey {
  readonly lines: number;
  readonly chars: number;
}

export interface PrivateKeyFilter {
  take(fragment: Fragment): Fragment | undefined;
  /** The key that goes on in what comes next, if there is one. */
  openKey(): OpenKey | undefined;
}

/**
 * Drops the lines of a private key that follow its BEGIN line, so that the mask of that line stands for the whole key.
 * Goes on until the END line; where END never comes, for 64 lines or 16 KB, and after that for as long as
 * a line is nothing but base64. What precedes BEGIN and what follows END on their lines is kept.
 * @param before a key that began in what another filter took, up to the end of a line
 */
export function createPrivateKeyFilter(before?: OpenKey): PrivateKeyFilter {
  let inside = before && { ...before };
  let lineOpen = false;

  const keep = (fragment: Fragment): Fragment => {
    if (OPENS.test(fragment.text)) inside = { lines: 0, chars: 0 };
    lineOpen = !fragment.endsLine;
    return fragment;
  };

  /** Keeps nothing of a fragment but the end of a line whose beginning was kept. */
  const drop = (fragment: Fragment): Fragment | undefined => {
    if (!lineOpen || !fragment.endsLine) return undefined;
    lineOpen = false;
    return { text: '', endsLine: true };
  };

  return {
    openKey: () => inside && { ...inside },
    take(fragment) {
      if (inside === undefined) return keep(fragment);
      const end = CLOSES.exec(fragment.text);
      if (end !== null) {
        inside = undefined;
        const after = fragment.text.slice(end.index + end[0].length);
        return after === '' ? drop(fragment) : keep({ ...fragment, text: after });
      }
      const over = inside.lines >= MAX_LINES || inside.chars >= MAX_CHARS;
      if (over && !BARE_KEY_LINE.test(fragment.text)) {
        inside = undefined;
        return keep(fragment);
      }
      if (OPENS.test(fragment.text)) inside = { lines: 0, chars: 0 };
      inside.lines += fragment.endsLine ? 1 : 0;
      inside.chars += fragment.text.length;
      return drop(fragment);
    },
  };
}

/** What stands inside a private key: base64, its checksum, `Proc-Type: …` and the like, or nothing. */
const INSIDE_KEY = /^\s*(?:[A-Za-z0-9+/=]*|[A-Za-z-]{2,30}: .*)\s*$/;

/**
 * The lines of a text whose beginning was cut off, without the rest of a private key that begins before the cut: no BEGIN
 * is there to be found, but its END follows nothing but what keys are made of.
 */
export function withoutCutKey(lines: readonly string[]): readonly string[] {
  const end = lines.findIndex((line) => !INSIDE_KEY.test(line));
  const rest = lines[end]?.replace(new RegExp(`^[^]*?${END}`), '');
  if (rest === undefined || rest === lines[end]) return lines;
  return rest === '' ? lines.slice(end + 1) : [rest, ...lines.slice(end + 1)];
}
