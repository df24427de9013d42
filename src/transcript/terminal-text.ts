/** Control characters except newline and tab, what reorders text (Trojan Source, CVE-2021-42574), and what takes no room. */
const UNSHOWABLE = /[[\p{Cc}--[\n\t]]\p{Bidi_Control}\u200B\u2060\uFEFF]/gv;

/** A longer escape sequence is taken for text; terminals set similar bounds. */
const MAX_SEQUENCE_CHARS = 4_096;

const ESC = 0x1b;
const STRING_STARTS = new Set(['P', 'X', ']', '^', '_'].map((char) => char.charCodeAt(0)));
const C1_CSI = 0x9b;
const C1_STRING_STARTS = new Set([0x90, 0x98, 0x9d, 0x9e, 0x9f]);
const STRING_ENDS = new Set([0x07, 0x9c]);
/** Newline, return, CAN and SUB: what a string sequence cannot contain. */
const STRING_BREAKS = new Set([0x0a, 0x0d, 0x18, 0x1a]);

/** Where in a sequence of ECMA-48 the last chunk ended. */
type State = 'text' | 'escape' | 'escape-rest' | 'csi' | 'string' | 'string-escape';

/** Turns what a terminal would interpret into what a person would read on it; one for each stream. */
export interface TerminalCleaner {
  /** The text that is certain so far; the result for a whole stream is the same however it is split. */
  clean(text: string): string;
  /** What was held back because it looked like a sequence that never ended. */
  finish(): string;
}

/** The last characters of sequences that move the cursor: what stood on both sides was not one word. */
const CURSOR_MOVES = new Set('ABCDEFGHadef`');
const NUL = 0x00;
const RETURN = 0x0d;
/** Backspace, and the shifts between character sets that colour resets send: they stand inside words. */
const INSIDE_WORDS = new Set([0x08, 0x0e, 0x0f]);

/**
 * What stands in place of a character that cannot be shown. A control character parts what is around it, as NUL does in
 * `/proc/1/environ`: removed without a trace it would fuse a secret with its neighbour, and no pattern would find it.
 */
function inPlaceOf(code: number): string {
  if (code === NUL || code === RETURN) return '\n';
  const control = code < 0x20 || code === 0x7f;
  return control && code !== ESC && !INSIDE_WORDS.has(code) ? ' ' : '';
}

const isBetween = (code: number, from: number, to: number): boolean => code >= from && code <= to;

/** Intermediate characters, and then the last one. */
const afterEscape = (code: number): State | undefined => {
  if (isBetween(code, 0x20, 0x2f)) return 'escape-rest';
  return isBetween(code, 0x30, 0x7e) ? 'text' : undefined;
};

/** The state that a character leads to inside a sequence; undefined when it does not belong to the sequence. */
const NEXT: Readonly<Record<State, (code: number) => State | undefined>> = {
  text: () => undefined,
  escape(code) {
    if (code === 0x5b) return 'csi';
    return STRING_STARTS.has(code) ? 'string' : afterEscape(code);
  },
  'escape-rest': afterEscape,
  csi(code) {
    if (isBetween(code, 0x20, 0x3f)) return 'csi';
    return isBetween(code, 0x40, 0x7e) ? 'text' : undefined;
  },
  string(code) {
    if (STRING_ENDS.has(code)) return 'text';
    if (STRING_BREAKS.has(code)) return undefined;
    return code === ESC ? 'string-escape' : 'string';
  },
  'string-escape': (code) => (code === 0x5c ? 'text' : undefined),
};

/**
 * Removes escape sequences, also those that `stripVTControlCharacters` of node:util leaves: OSC, DCS, C1, and those split across
 * chunks. `\r\n`, a lone `\r` and NUL become `\n`, other control characters a blank. A string sequence that does not end on its line loses its introducer only, so
 * that a stray byte (such as text encoded twice has) never hides what follows.
 */
export function createTerminalCleaner(): TerminalCleaner {
  let state: State = 'text';
  let length = 0;
  let held = '';
  let afterReturn = false;

  const giveUp = (): string => {
    state = 'text';
    const text = held.replaceAll(UNSHOWABLE, '');
    held = '';
    return text;
  };

  /** Takes one character that cannot stand in text. */
  const takeUnshowable = (code: number): string => {
    length = 0;
    if (code === ESC) state = 'escape';
    else if (code === C1_CSI) state = 'csi';
    else if (C1_STRING_STARTS.has(code)) state = 'string';
    afterReturn = code === 0x0d;
    return inPlaceOf(code);
  };

  /** Takes one character inside a sequence. `again` tells that it does not belong there and is to be read anew. */
  const takeInSequence = (char: string): { text: string; again: boolean } => {
    const interrupted = state === 'string-escape';
    const following = length < MAX_SEQUENCE_CHARS ? NEXT[state](char.charCodeAt(0)) : undefined;
    if (following === undefined) {
      const text = giveUp();
      // The escape that did not end the string begins a sequence of its own.
      if (interrupted) state = 'escape';
      length = 0;
      return { text, again: true };
    }
    length += 1;
    if (following === 'string' && state === 'string') held += char;
    if (following === 'text') held = '';
    const text = state === 'csi' && following === 'text' && CURSOR_MOVES.has(char) ? ' ' : '';
    state = following;
    return { text, again: false };
  };

  /** Takes plain text up to the next character that cannot stand in it. */
  const takeText = (text: string, from: number): { text: string; end: number } => {
    const start = afterReturn && text[from] === '\n' ? from + 1 : from;
    afterReturn = false;
    UNSHOWABLE.lastIndex = start;
    const found = UNSHOWABLE.exec(text);
    if (found === null) return { text: text.slice(start), end: text.length };
    const plain = text.slice(start, found.index);
    return { text: plain + takeUnshowable(found[0].charCodeAt(0)), end: found.index + 1 };
  };

  return {
    clean(text) {
      let result = '';
      let at = 0;
      while (at < text.length) {
        if (state === 'text') {
          const taken = takeText(text, at);
          result += taken.text;
          at = taken.end;
        } else {
          const taken = takeInSequence(text.charAt(at));
          result += taken.text;
          if (!taken.again) at += 1;
        }
      }
      return result;
    },
    finish: giveUp,
  };
}
