import type { Redactor } from '../../transcript/redactor.ts';
import { WORDS_MOST } from '../modals/form.ts';
import { shortened } from '../text.ts';

/** Someone's own words as they may be kept and shown: without secrets, and bounded. Undefined for none. */
export async function ownWords(redactor: Redactor, words: string | undefined): Promise<string | undefined> {
  const trimmed = words?.trim() ?? '';
  if (trimmed === '') return undefined;
  const { text } = await redactor.redact(trimmed);
  return shortened(text, WORDS_MOST);
}
