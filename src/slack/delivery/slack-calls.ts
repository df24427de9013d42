import type { webApi } from '@slack/bolt';
import { KeyholeError, messageOf } from '../../errors.ts';
import { asSlackTakesIt, type Message } from '../messages/blocks.ts';

export type WebClient = webApi.WebClient;

/** A place in Slack's conversations: a channel, or a thread in it. */
export interface Thread {
  readonly channel: string;
  /** The root message's `ts`; absent for the channel itself. */
  readonly ts?: string;
}

/** `refused`: Slack says no in a way that no retry will change, such as `not_in_channel`. */
export type Posted =
  { readonly kind: 'posted'; readonly ts: string } | { readonly kind: 'refused'; readonly error: string };

/** Slack's errors that may pass by themselves (docs.slack.dev, "Error responses"). Any other is an answer: no retry changes it. */
const PASSING_ERRORS = new Set([
  'ratelimited',
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
]);
/** How often a call that Slack answers with 429 is made again before the job as a whole is put off. */
const MOST_WAITS = 4;
/** The longest Retry-After that a call waits for itself, in seconds. */
const LONGEST_WAIT_S = 10;

/** The few calls that Keyhole makes to show something. Failures that may pass are thrown, so that the job is tried again. */
export interface SlackCalls {
  post(thread: Thread, message: Message): Promise<Posted>;
  update(channel: string, ts: string, message: Message): Promise<Posted>;
  postPrivately(channel: string, user: string, message: Message): Promise<Posted>;
  upload(
    thread: Thread,
    file: { readonly name: string; readonly title: string; readonly content: string },
  ): Promise<Posted>;
  /** Where a message is to be read; undefined when Slack has none such. */
  permalink(channel: string, ts: string): Promise<string | undefined>;
}

/** Wraps a web client. `wait` sleeps for a number of milliseconds. */
export function slackCalls(client: WebClient, wait: (ms: number) => Promise<unknown>): SlackCalls {
  const attempt = async <Answer>(make: () => Promise<Answer>): Promise<Attempt<Answer>> => {
    for (let waits = 0; ; waits += 1) {
      try {
        return { kind: 'answered', answer: await make() };
      } catch (error) {
        const final = finalError(error);
        if (final !== undefined) return { kind: 'refused', error: final };
        const seconds = retryAfter(error);
        if (seconds === undefined || seconds > LONGEST_WAIT_S || waits >= MOST_WAITS) {
          throw new KeyholeError('slack-call-failed', messageOf(error), { cause: error });
        }
        await wait(seconds * 1000);
      }
    }
  };
  const call = async (make: () => Promise<{ ts?: string }>): Promise<Posted> => {
    const made = await attempt(make);
    return made.kind === 'refused' ? made : { kind: 'posted', ts: made.answer.ts ?? '' };
  };
  const where = ({ channel, ts }: Thread) => ({ channel, ...(ts !== undefined && { thread_ts: ts }) });
  return {
    post: (thread, message) =>
      call(() =>
        client.chat.postMessage({
          ...where(thread),
          ...asSlackTakesIt(message),
          unfurl_links: false,
          unfurl_media: false,
        }),
      ),
    update: (channel, ts, message) =>
      call(() => client.chat.update({ channel, ts, ...asSlackTakesIt(message) })),
    postPrivately: (channel, user, message) =>
      call(async () => {
        const { message_ts: ts } = await client.chat.postEphemeral({
          channel,
          user,
          ...asSlackTakesIt(message),
        });
        return ts === undefined ? {} : { ts };
      }),
    upload: ({ channel, ts }, { name, title, content }) =>
      call(async () => {
        const file = { channel_id: channel, filename: name, title, content };
        await (ts === undefined
          ? client.filesUploadV2(file)
          : client.filesUploadV2({ ...file, thread_ts: ts }));
        return {};
      }),
    permalink: async (channel, ts) => {
      const made = await attempt(() => client.chat.getPermalink({ channel, message_ts: ts }));
      return made.kind === 'refused' ? undefined : made.answer.permalink;
    },
  };
}

type Attempt<Answer> =
  | { readonly kind: 'answered'; readonly answer: Answer }
  | { readonly kind: 'refused'; readonly error: string };

function finalError(error: unknown): string | undefined {
  if (!hasCode(error, 'slack_webapi_platform_error')) return undefined;
  const data = 'data' in error ? error.data : undefined;
  const name = typeof data === 'object' && data !== null && 'error' in data ? data.error : undefined;
  return typeof name === 'string' && !PASSING_ERRORS.has(name) ? name : undefined;
}

function retryAfter(error: unknown): number | undefined {
  if (!hasCode(error, 'slack_webapi_rate_limited_error') || !('retryAfter' in error)) return undefined;
  return typeof error.retryAfter === 'number' ? error.retryAfter : undefined;
}

function hasCode(error: unknown, code: string): error is { code: string } {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
