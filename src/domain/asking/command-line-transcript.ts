import { type Invalid, invalid, shown } from './command-line-invalid.ts';
import { requestIdIn } from '../request/request-id.ts';
import { nearestTimeSpan, readTimeSpan } from './time-span.ts';

/** What a transcript is wanted of. */
export type TranscriptOf =
  | { readonly kind: 'request'; readonly requestId: string }
  /** The channel where it is typed: all that is kept, or what happened in the last so many seconds. */
  | { readonly kind: 'channel'; readonly sinceSeconds?: number };

const USAGE =
  'write `/debug transcript ID` for one request, or `/debug transcript --since 2h` for what happened in this channel';

/** Reads what stands behind `transcript`: a request's ID, `--since SPAN` or nothing. */
export function readTranscript(words: readonly string[]): TranscriptOf | Invalid {
  const [first, ...others] = words;
  if (first === undefined) return { kind: 'channel' };
  const [flag, attached] = /^(--since)=(.*)$/s.exec(first)?.slice(1) ?? [first];
  if (flag === '--since') {
    const [span, ...rest] = attached === undefined ? others : [attached, ...others];
    return rest.length > 0 ? tooMuch(rest) : since(span);
  }
  const requestId = requestIdIn(first);
  if (requestId === undefined) return invalid(`${shown(first)} is no request's ID: ${USAGE}.`);
  return others.length > 0 ? tooMuch(others) : { kind: 'request', requestId };
}

function since(span: string | undefined): TranscriptOf | Invalid {
  if (span === undefined || span === '')
    return invalid('--since needs a time span, such as --since 2h or --since 30m.');
  const sinceSeconds = readTimeSpan(span);
  if (sinceSeconds !== undefined) return { kind: 'channel', sinceSeconds };
  const nearest = nearestTimeSpan(span);
  const instead =
    nearest === undefined ? 'write --since 2h or --since 30m.' : `did you mean --since ${nearest}?`;
  return invalid(`${shown(span)} is no time span: ${instead}`);
}

function tooMuch(words: readonly string[]): Invalid {
  return invalid(`${shown(words.join(' '))} is too much: ${USAGE}.`);
}
