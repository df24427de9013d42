import type { types, webApi } from '@slack/bolt';
import { KeyholeError, messageOf } from '../../errors.ts';
import { bounded } from '../bounded.ts';
import { asSlackTakesIt, type Message } from '../messages/blocks.ts';

export type WebClient = webApi.WebClient;

/** A place in Slack's conversations: a channel, or a thread in it. */
export interface Thread {
  /** Or a person's id, for the conversation of the bot with them. */
  readonly channel: string;
  /** The root message's `ts`; absent for the channel itself. */
  readonly ts?: string;
}

/** `refused`: Slack says no in a way that no retry will change, such as `not_in_channel`. */
export type Posted =
  | {
      readonly kind: 'posted';
      readonly ts: string;
      /** Where it is; of a message to a person the conversation with them, which alone can be used to update it. */
      readonly channel: string;
    }
  | { readonly kind: 'refused'; readonly error: string };

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
/** How long a click's `trigger_id` can be used, in milliseconds. */
const TRIGGER_MS = 3_000;
/** The longest Retry-After that a call waits for itself, in seconds. */
const LONGEST_WAIT_S = 10;

/** Whether the app may post in a channel; `no` with what Slack says of it, such as `channel_not_found`. */
export type MayPost = { readonly kind: 'yes' } | { readonly kind: 'no'; readonly error: string };

/** The few calls that Keyhole makes to show something. Failures that may pass are thrown, so that the job is tried again. */
export interface SlackCalls {
  post(thread: Thread, message: Message): Promise<Posted>;
  update(channel: string, ts: string, message: Message): Promise<Posted>;
  postPrivately(channel: string, user: string, message: Message): Promise<Posted>;
  upload(
    thread: Thread,
    file: { readonly name: string; readonly title: string; readonly content: string },
  ): Promise<Posted>;
  /** Opens a form for whoever clicked, which takes the click's `trigger_id` and works for 3 s. Never throws. */
  openModal(
    triggerId: string,
    view: types.ModalView,
  ): Promise<{ readonly kind: 'opened' } | { readonly kind: 'refused'; readonly error: string }>;
  /** Where a message is to be read; undefined when Slack has none such. */
  permalink(channel: string, ts: string): Promise<string | undefined>;
  mayPost(channel: string): Promise<MayPost>;
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
  const call = async (
    to: string,
    make: () => Promise<{ ts?: string; channel?: string }>,
  ): Promise<Posted> => {
    const made = await attempt(make);
    if (made.kind === 'refused') return made;
    return { kind: 'posted', ts: made.answer.ts ?? '', channel: made.answer.channel ?? to };
  };
  const where = ({ channel, ts }: Thread) => ({ channel, ...(ts !== undefined && { thread_ts: ts }) });
  return {
    post: (thread, message) =>
      call(thread.channel, () =>
        client.chat.postMessage({
          ...where(thread),
          ...asSlackTakesIt(message),
          unfurl_links: false,
          unfurl_media: false,
        }),
      ),
    update: (channel, ts, message) =>
      call(channel, () => client.chat.update({ channel, ts, ...asSlackTakesIt(message) })),
    postPrivately: (channel, user, message) =>
      call(channel, async () => {
        const { message_ts: ts } = await client.chat.postEphemeral({
          channel,
          user,
          ...asSlackTakesIt(message),
        });
        return ts === undefined ? {} : { ts };
      }),
    upload: ({ channel, ts }, { name, title, content }) =>
      call(channel, async () => {
        const file = { channel_id: channel, filename: name, title, content };
        await (ts === undefined
          ? client.filesUploadV2(file)
          : client.filesUploadV2({ ...file, thread_ts: ts }));
        return {};
      }),
    openModal: async (triggerId, view) => {
      try {
        const opening = client.views.open({ trigger_id: triggerId, view });
        await bounded(opening, TRIGGER_MS, 'slack-call-failed', 'Slack opened no form.');
        return { kind: 'opened' };
      } catch (error) {
        return { kind: 'refused', error: messageOf(error) };
      }
    },
    permalink: async (channel, ts) => {
      const made = await attempt(() => client.chat.getPermalink({ channel, message_ts: ts }));
      return made.kind === 'refused' ? undefined : made.answer.permalink;
    },
    mayPost: async (channel) => {
      const made = await attempt(() => client.conversations.info({ channel }));
      if (made.kind === 'refused') return { kind: 'no', error: made.error };
      const { is_member: isMember, is_archived: isArchived } = made.answer.channel ?? {};
      if (isArchived) return { kind: 'no', error: 'is_archived' };
      return isMember ? { kind: 'yes' } : { kind: 'no', error: 'not_in_channel' };
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
