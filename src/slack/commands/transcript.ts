import type { TranscriptOf } from '../../domain/asking/command-line-transcript.ts';
import type { Person } from '../../domain/request/person.ts';
import type { Request } from '../../domain/request/request.ts';
import { KeyholeError } from '../../errors.ts';
import { keptSessions } from '../../requests/kept-sessions.ts';
import { channelTranscript, requestTranscript } from '../../transcript/transcript.ts';
import type { Thread } from '../delivery/slack-calls.ts';
import { threadLink } from '../delivery/thread-link.ts';
import type { Gateway } from '../gateway.ts';
import { notKept } from '../messages/not-kept.ts';
import { transcriptIsThere, transcriptNotTaken } from '../messages/transcript-answer.ts';
import { type ReplyPrivately, WHO_ARE_YOU } from '../private-reply.ts';
import { mayLookInto, notFromHere } from './may-look-into.ts';

export interface Transcribing {
  readonly of: TranscriptOf;
  readonly slackId: string;
  /** Where it was typed. */
  readonly channel: { readonly id: string; readonly name: string };
  /** Told from what the person did, so a redelivery writes nothing twice. */
  readonly id: string;
  readonly reply: ReplyPrivately;
}

/** How many requests, from the latest, and how many bytes of what they printed one file holds. */
const MOST_REQUESTS = 100;
const MOST_OUTPUT_BYTES = 4_000_000;

/**
 * `/debug transcript`: who asked, why, who approved, what ran and what it printed, as a file in the thread of a request or,
 * of all that happened in a channel, there. So it is read by those who could read the threads, and nobody else.
 */
export async function transcript(gateway: Gateway, transcribing: Transcribing): Promise<void> {
  const { of, slackId, id, reply } = transcribing;
  const person = await gateway.people(slackId);
  if (!person) return reply(WHO_ARE_YOU);
  if (!(await gateway.once.first(id))) return;
  await (of.kind === 'request'
    ? ofRequest(gateway, transcribing, of.requestId, person)
    : ofChannel(gateway, transcribing, of.sinceSeconds, person));
}

async function ofRequest(
  gateway: Gateway,
  { channel, reply }: Transcribing,
  requestId: string,
  person: Person,
): Promise<void> {
  const request = await gateway.requests.load(requestId);
  if (!request) return reply(notKept(requestId));
  if (!(await mayLookInto(gateway, request, person, channel.id))) return reply(notFromHere(request));
  const { card } = (await gateway.shown.read(requestId)).messages;
  if (!card) {
    return reply(
      `The request ${requestId} has no thread, so there is nowhere to put its transcript: \`/debug status ${requestId}\` tells what became of it.`,
    );
  }
  const [kept] = await keptSessions(gateway, [request], MOST_OUTPUT_BYTES);
  if (!kept) return;
  const content = requestTranscript(kept, { for: person, at: gateway.now() });
  const file = { name: `debug-${requestId}.md`, title: `Transcript of the request ${requestId}`, content };
  if (await uploaded(gateway, { channel: request.place.channel, ts: card.ts }, file, reply))
    await reply(transcriptIsThere(requestId, await threadLink(gateway, request)));
}

async function ofChannel(
  gateway: Gateway,
  { channel, reply }: Transcribing,
  sinceSeconds: number | undefined,
  person: Person,
): Promise<void> {
  const at = gateway.now();
  const since = sinceSeconds === undefined ? undefined : at - sinceSeconds * 1000;
  const changed = await gateway.requests.changedIn(channel.id, since ?? 0);
  const requests = await seenOf(gateway, changed);
  if (requests.length === 0) {
    return reply(
      since === undefined
        ? 'I keep nothing that was asked for in this channel, so there is nothing to write down.'
        : 'Nothing happened in this channel in that time: a longer `--since` may tell more.',
    );
  }
  const shown = requests.slice(0, MOST_REQUESTS);
  const content = channelTranscript(
    await keptSessions(gateway, shown, MOST_OUTPUT_BYTES),
    {
      channel: channelText(channel.name),
      ...(since !== undefined && { since }),
      leftOut: requests.length - shown.length,
    },
    { for: person, at },
  );
  const day = new Date(at).toISOString().slice(0, 16).replaceAll(/[-:]/g, '').replace('T', '-');
  const file = { name: `debugging-${day}.md`, title: 'Transcript of the debugging in this channel', content };
  await uploaded(gateway, { channel: channel.id }, file, reply);
}

/** Slack names private channels and direct messages to nobody. */
function channelText(name: string): string {
  return name === 'privategroup' || name === 'directmessage' ? 'this channel' : `#${name}`;
}

/** Those that everybody there could see: an ask that came to nothing was told to its requester alone. */
async function seenOf(gateway: Gateway, ids: readonly string[]): Promise<readonly Request[]> {
  const requests = await Promise.all(ids.map((id) => gateway.requests.load(id)));
  return requests.flatMap((request) => (request?.cardPosted ? [request] : []));
}

/** Whether Slack took the file; if not, whoever asked was told why. */
async function uploaded(
  { slack, logger }: Gateway,
  thread: Thread,
  file: Parameters<Gateway['slack']['upload']>[1],
  reply: ReplyPrivately,
): Promise<boolean> {
  try {
    const posted = await slack.upload(thread, file);
    if (posted.kind === 'posted') return true;
    await reply(transcriptNotTaken(posted.error));
  } catch (error) {
    if (!(error instanceof KeyholeError) || error.code !== 'slack-call-failed') throw error;
    logger.warn({ err: error, channel: thread.channel }, 'Slack did not take a transcript');
    await reply('Slack does not take files just now, so there is no transcript: ask again in a moment.');
  }
  return false;
}
