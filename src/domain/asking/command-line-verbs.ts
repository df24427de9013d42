import { type Invalid, invalid, shown } from './command-line-invalid.ts';
import { readPlace, type TypedPlace } from './command-line-place.ts';
import { readTranscript, type TranscriptOf } from './command-line-transcript.ts';
import { LONGEST_REASON } from './command-line-values.ts';
import { requestIdIn } from '../request/request-id.ts';

/** What can be typed after `/debug` beside an ask. */
export type Verb =
  /** A question about a request that there is already. */
  | { readonly kind: 'inquiry'; readonly about: 'status' | 'logs'; readonly requestId: string }
  /** To end a session early. */
  | { readonly kind: 'end'; readonly requestId: string }
  /** To ask anew for what a request asked for. */
  | { readonly kind: 'again'; readonly requestId: string }
  /** What is open: one's own, and what one may review. */
  | { readonly kind: 'list' }
  /** Who asked, approved and ran what, as a file. */
  | { readonly kind: 'transcript'; readonly of: TranscriptOf }
  /** To stop all of Keyhole, and to take that back. */
  | { readonly kind: 'freeze'; readonly reason?: string }
  | { readonly kind: 'unfreeze' }
  /** What whoever asks may do, and with which images, everywhere or where they say. */
  | ({ readonly kind: 'policy' | 'images' } & TypedPlace)
  | { readonly kind: 'help' };

/** `here`: the answer is for everybody where it was typed; else only whoever asks sees it. */
export type TypedVerb = Verb & { readonly here?: true };

type AboutARequest = 'status' | 'logs' | 'end' | 'again';

const ABOUT_A_REQUEST: ReadonlyMap<string, AboutARequest> = new Map([
  ['status', 'status'],
  ['logs', 'logs'],
  ['log', 'logs'],
  ['end', 'end'],
  ['again', 'again'],
]);
/** Those whose answer can be shown to everybody: a log and a transcript go where all see them anyway. */
const CAN_BE_SHOWN: ReadonlySet<string> = new Set(['list', 'status', 'policy', 'images']);
const FREEZE = /^freeze(?:\s+(?:--reason[\s=]\s*)?(?<reason>.*))?$/is;

/** The words that begin something else than an ask. */
export const VERBS = [
  'help',
  'list',
  'status',
  'logs',
  'end',
  'again',
  'transcript',
  'policy',
  'images',
  'freeze',
  'unfreeze',
] as const;

/** Reads the global stop. Its reason is all that follows, as an apostrophe in it must not stand in an emergency's way. */
export function readFreeze(text: string): Verb | Invalid | undefined {
  const match = FREEZE.exec(text);
  if (!match) return undefined;
  const reason = (match.groups?.['reason'] ?? '').trim().replace(/^(["'])(.*)\1$/s, '$2');
  // Who asks how it works must not stop everything.
  if (/^(?:-h|--help|help)$/i.test(reason)) return { kind: 'help' };
  if (reason.length > LONGEST_REASON)
    return invalid(`The reason is longer than ${LONGEST_REASON} characters: shorten it.`);
  return { kind: 'freeze', ...(reason !== '' && { reason }) };
}

/** Reads the words of everything else that is no ask; undefined where they do not begin so. */
export function readVerb([first = '', ...typed]: readonly string[]): TypedVerb | Invalid | undefined {
  const verb = first.toLowerCase();
  const others = CAN_BE_SHOWN.has(verb) ? typed.filter((word) => word !== '--here') : typed;
  const read = readWords(verb, others);
  return read && others.length < typed.length && read.kind !== 'invalid' ? { ...read, here: true } : read;
}

function readWords(verb: string, others: readonly string[]): Verb | Invalid | undefined {
  const about = ABOUT_A_REQUEST.get(verb);
  if (about) return readAboutRequest(about, others);
  switch (verb) {
    case 'help':
      return { kind: 'help' };
    case 'list':
    case 'unfreeze':
      return others.length === 0 ? { kind: verb } : tooMuch(others, verb);
    case 'policy':
    case 'images': {
      const read = readPlace(verb, others);
      return read.kind === 'place' ? { kind: verb, ...read.place } : read;
    }
    case 'transcript': {
      const of = readTranscript(others);
      return of.kind === 'invalid' ? of : { kind: 'transcript', of };
    }
    default:
      return undefined;
  }
}

function readAboutRequest(about: AboutARequest, [typed, ...rest]: readonly string[]): Verb | Invalid {
  if (typed === undefined)
    return invalid(
      `Which request? Write its ID, which stands at the end of its card: \`/debug ${about} ID\`.`,
    );
  const requestId = requestIdIn(typed);
  if (requestId === undefined) {
    return invalid(
      `${shown(typed)} is no request's ID: write the one at the end of its card, such as \`/debug ${about} 7k3m9p2qrs\`.`,
    );
  }
  if (rest.length > 0) return tooMuch(rest, `${about} ${requestId}`);
  return about === 'end' || about === 'again'
    ? { kind: about, requestId }
    : { kind: 'inquiry', about, requestId };
}

function tooMuch(words: readonly string[], line: string): Invalid {
  return invalid(`${shown(words.join(' '))} is too much: write \`/debug ${line}\` alone.`);
}
