import { createLineCutter } from './line-cutter.ts';
import type { LineCutter } from './line-cutter.ts';
import { createPrivateKeyFilter } from './private-key.ts';
import type { Fragment, OpenKey } from './private-key.ts';
import { isWorthReading, readableText } from './readable-text.ts';
import type { Redactor } from './redactor.ts';
import { lookedAt, type StreamLook, UNSEEN } from './stream-look.ts';
import { createTerminalCleaner } from './terminal-text.ts';

/** `binary`: it is readable text in what is not text. */
export interface CleanFragment extends Fragment {
  readonly binary: boolean;
}

/** One stream of a run, from bytes to lines that are ready to be redacted. */
export interface CleanStream {
  /**
   * Text without control characters; bytes of a character that is not complete wait for the rest. Of what is not text, the
   * readable text in it: the bytes themselves are for nobody, as no secret can be found in them.
   */
  clean(data: Uint8Array): string;
  /** The end of the text: what waited, and U+FFFD for a character that never got complete. */
  finish(): string;
  /** Lines to redact, without the inner lines of private keys, and of what is not text without those that are noise. */
  lines(text: string): Promise<CleanFragment[]>;
  /** The last line, when no newline ended it. */
  lastLine(): CleanFragment | undefined;
  /** Takes the line that has not ended, for those who only count it. */
  rest(): string;
  /** The private key that goes on in what comes next, if there is one. */
  openKey(): OpenKey | undefined;
  /** What it looks like so far. */
  look(): StreamLook;
}

/**
 * @param openKey the private key that began in what another took, up to the end of a line
 * @param before what that looked like
 */
export function createCleanStream(
  redactor: Redactor,
  openKey?: OpenKey,
  before: StreamLook = UNSEEN,
): CleanStream {
  // The terminal cleaner removes byte order marks, wherever they are.
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const terminal = createTerminalCleaner();
  const cutter: LineCutter = createLineCutter((line, at) => redactor.safeCut(line, at));
  const keys = createPrivateKeyFilter(openKey);

  let look = before;
  /** How many lines of text end before the readable text in what is not text begins. */
  let textLines = 0;

  const take = (text: string, bytes: number): string => {
    const wasBinary = look.binary;
    const looked = lookedAt(look, text, bytes);
    look = looked.look;
    if (looked.at === undefined) return terminal.clean(text);
    if (wasBinary) return readableText(text);
    const beginning = terminal.clean(text.slice(0, looked.at)) + terminal.finish();
    textLines = beginning.split('\n').length;
    return `${beginning}\n${readableText(text.slice(looked.at))}`;
  };
  const cleaned = (fragment: Fragment): CleanFragment | undefined => {
    const binary = look.binary && textLines === 0;
    if (fragment.endsLine && textLines > 0) textLines -= 1;
    const shown = keys.take(fragment);
    return shown === undefined || (binary && !isWorthReading(shown.text)) ? undefined : { ...shown, binary };
  };

  return {
    clean: (data) => take(decoder.decode(data, { stream: true }), data.length),
    finish: () => take(decoder.decode(), 0) + (look.binary ? '' : terminal.finish()),
    async lines(text) {
      const fragments = await cutter.take(text);
      return fragments.map(cleaned).filter((fragment) => fragment !== undefined);
    },
    lastLine() {
      const text = cutter.rest();
      return text === '' ? undefined : cleaned({ text, endsLine: false });
    },
    rest: () => cutter.rest(),
    openKey: () => keys.openKey(),
    look: () => look,
  };
}
