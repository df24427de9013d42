import { createLineCutter } from './line-cutter.ts';
import type { LineCutter } from './line-cutter.ts';
import { createPrivateKeyFilter } from './private-key.ts';
import type { Fragment, OpenKey } from './private-key.ts';
import type { Redactor } from './redactor.ts';
import { createTerminalCleaner } from './terminal-text.ts';

/** One stream of a run, from bytes to lines that are ready to be redacted. */
export interface CleanStream {
  /** Text without control characters; bytes of a character that is not complete wait for the rest. */
  clean(data: Uint8Array): string;
  /** The end of the text: what waited, and U+FFFD for a character that never got complete. */
  finish(): string;
  /** Lines to redact, without the inner lines of private keys. */
  lines(text: string): Promise<Fragment[]>;
  /** The last line, when no newline ended it. */
  lastLine(): Fragment | undefined;
  /** Takes the line that has not ended, for those who only count it. */
  rest(): string;
  /** The private key that goes on in what comes next, if there is one. */
  openKey(): OpenKey | undefined;
}

/** @param openKey the private key that began in what another took, up to the end of a line */
export function createCleanStream(redactor: Redactor, openKey?: OpenKey): CleanStream {
  // The terminal cleaner removes byte order marks, wherever they are.
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const terminal = createTerminalCleaner();
  const cutter: LineCutter = createLineCutter((line, at) => redactor.safeCut(line, at));
  const keys = createPrivateKeyFilter(openKey);

  return {
    clean: (data) => terminal.clean(decoder.decode(data, { stream: true })),
    finish: () => terminal.clean(decoder.decode()) + terminal.finish(),
    async lines(text) {
      const fragments = await cutter.take(text);
      return fragments.map((fragment) => keys.take(fragment)).filter((fragment) => fragment !== undefined);
    },
    lastLine() {
      const text = cutter.rest();
      return text === '' ? undefined : keys.take({ text, endsLine: false });
    },
    rest: () => cutter.rest(),
    openKey: () => keys.openKey(),
  };
}
