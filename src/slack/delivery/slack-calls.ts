import type { types, webApi } from '@slack/bolt';
import { KeyholeError, messageOf } from '../../errors.ts';
import { bounded } from '../bounded.ts';
import { asSlackTakesIt, type Message } from '../messages/blocks.ts';
import { findPosted, type Mark, metadataOf } from './find-posted.ts';
import { finalError, retryAfter } from './slack-errors.ts';
import { type SlackLimits, waitingHere } from './slack-limits.ts';

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

/** How long a click's `trigger_id` can be used, in milliseconds. */
const TRIGGER_MS = 3_000;

/** Whether the app may post in a channel; `no` with what Slack says of it, such as `channel_not_found`. */
export type MayPost = { readonly kind: 'yes' } | { readonly kind: 'no'; readonly error: string };

/** The few calls that Keyhole makes to show something. Failures that may pass are thrown, so that the job is tried again. */
export interface SlackCalls {
  /** `mark` lets `findOwn` find it again. */
  post(thread: Thread, message: Message, mark?: Mark): Promise<Posted>;
  /** The `ts` of a message of ours, posted at `sinceMs` or later; undefined also where the app may not read what was said. */
  findOwn(thread: Thread, mark: Mark, sinceMs: number): Promise<string | undefined>;
  update(channel: string, ts: string, message: Message): Promise<Posted>;
  /** In a thread, where its root's `ts` is given. */
  postPrivately(channel: string, user: string, message: Message, thread?: string): Promise<Posted>;
  upload(
    thread: Thread,
    file: { readonly name: string; readonly title: string; readonly content: string },
  ): Promise<Posted>;
  /**
   * Opens a form for whoever clicked, which takes the click's `trigger_id` and works for 3 s. Never throws. `opened-before`: the
   * click was told twice, or the answer to the first try was lost, and the form is there.
   */
  openModal(
    triggerId: string,
    view: types.ModalView,
  ): Promise<
    | { readonly kind: 'opened'; readonly viewId: string }
    | { readonly kind: 'opened-before' }
    | { readonly kind: 'refused'; readonly error: string }
  >;
  /** Replaces a form that is open. Never throws: who closed it meanwhile misses nothing. */
  updateModal(
    viewId: string,
    view: types.ModalView,
  ): Promise<{ readonly kind: 'updated' } | { readonly kind: 'refused'; readonly error: string }>;
  /** Replaces someone's Home tab. */
  publishHome(
    slackId: string,
    view: types.HomeView,
  ): Promise<{ readonly kind: 'published' } | { readonly kind: 'refused'; readonly error: string }>;
  /** Where a message is to be read; undefined when Slack has none such. */
  permalink(channel: string, ts: string): Promise<string | undefined>;
  mayPost(channel: string): Promise<MayPost>;
  /** Whether someone is a member of a channel; false also where Slack does not tell, as for channels without the app. */
  isIn(channel: string, slackId: string): Promise<boolean>;
}

/** How many members a channel may have for `isIn` to look through all of them, in pages of the most that Slack gives. */
const MEMBERS_A_PAGE = 1_000;
const MOST_MEMBER_PAGES = 10;

/** Wraps a web client; calls wait for themselves when Slack limits them. `wait` sleeps for a number of milliseconds. */
export function slackCalls(client: WebClient, wait: (ms: number) => Promise<unknown>): SlackCalls {
  return slackCallsWithin(client, waitingHere(wait));
}

/** Wraps a web client. */
export function slackCallsWithin(client: WebClient, limits: SlackLimits): SlackCalls {
  const attempt = async <Answer>(kind: string, make: () => Promise<Answer>): Promise<Attempt<Answer>> => {
    for (let waits = 0; ; waits += 1) {
      limits.check(kind);
      try {
        return { kind: 'answered', answer: await make() };
      } catch (error) {
        const final = finalError(error);
        if (final !== undefined) return { kind: 'refused', error: final };
        const seconds = retryAfter(error);
        if (seconds === undefined || !(await limits.limited(kind, seconds * 1000, waits))) {
          throw new KeyholeError('slack-call-failed', messageOf(error), { cause: error });
        }
      }
    }
  };
  const call = async (
    kind: string,
    to: string,
    make: () => Promise<{ ts?: string; channel?: string }>,
  ): Promise<Posted> => {
    const made = await attempt(kind, make);
    if (made.kind === 'refused') return made;
    return { kind: 'posted', ts: made.answer.ts ?? '', channel: made.answer.channel ?? to };
  };
  const where = ({ channel, ts }: Thread) => ({ channel, ...(ts !== undefined && { thread_ts: ts }) });
  return {
    post: (thread, message, mark) =>
      call(`posts in ${thread.channel}`, thread.channel, () =>
        client.chat.postMessage({
          ...where(thread),
          ...asSlackTakesIt(message),
          ...(mark && { metadata: metadataOf(mark) }),
          unfurl_links: false,
          unfurl_media: false,
        }),
      ),
    findOwn: ({ channel, ts }, mark, sinceMs) =>
      findPosted(
        async (look) => {
          const made = await attempt('reading', () =>
            ts === undefined
              ? client.conversations.history({ channel, ...look })
              : client.conversations.replies({ channel, ts, ...look }),
          );
          return made.kind === 'answered' ? made.answer : undefined;
        },
        mark,
        sinceMs,
      ),
    update: (channel, ts, message) =>
      call('updates', channel, () => client.chat.update({ channel, ts, ...asSlackTakesIt(message) })),
    postPrivately: (channel, user, message, thread) =>
      call('private messages', channel, async () => {
        const { message_ts: ts } = await client.chat.postEphemeral({
          ...where({ channel, ...(thread !== undefined && { ts: thread }) }),
          user,
          ...asSlackTakesIt(message),
        });
        return ts === undefined ? {} : { ts };
      }),
    upload: ({ channel, ts }, { name, title, content }) =>
      call('uploads', channel, async () => {
        const file = { channel_id: channel, filename: name, title, content };
        await (ts === undefined
          ? client.filesUploadV2(file)
          : client.filesUploadV2({ ...file, thread_ts: ts }));
        return {};
      }),
    openModal: async (triggerId, view) => {
      try {
        const opening = client.views.open({ trigger_id: triggerId, view });
        const { view: opened } = await bounded(
          opening,
          TRIGGER_MS,
          'slack-call-failed',
          'Slack opened no form.',
        );
        return { kind: 'opened', viewId: opened?.id ?? '' };
      } catch (error) {
        const slackSays = error instanceof Error ? finalError(error.cause) : undefined;
        if (slackSays === 'exchanged_trigger_id') return { kind: 'opened-before' };
        return { kind: 'refused', error: messageOf(error) };
      }
    },
    updateModal: async (viewId, view) => {
      try {
        await client.views.update({ view_id: viewId, view });
        return { kind: 'updated' };
      } catch (error) {
        return { kind: 'refused', error: messageOf(error) };
      }
    },
    publishHome: async (slackId, view) => {
      const made = await attempt('home tabs', () => client.views.publish({ user_id: slackId, view }));
      return made.kind === 'refused' ? made : { kind: 'published' };
    },
    permalink: async (channel, ts) => {
      const made = await attempt('links', () => client.chat.getPermalink({ channel, message_ts: ts }));
      return made.kind === 'refused' ? undefined : made.answer.permalink;
    },
    mayPost: async (channel) => {
      const made = await attempt('channels', () => client.conversations.info({ channel }));
      if (made.kind === 'refused') return { kind: 'no', error: made.error };
      const { is_member: isMember, is_archived: isArchived } = made.answer.channel ?? {};
      if (isArchived) return { kind: 'no', error: 'is_archived' };
      return isMember ? { kind: 'yes' } : { kind: 'no', error: 'not_in_channel' };
    },
    isIn: async (channel, slackId) => {
      let cursor = '';
      for (let page = 0; page < MOST_MEMBER_PAGES; page += 1) {
        const from = cursor === '' ? {} : { cursor };
        const made = await attempt('members', () =>
          client.conversations.members({ channel, limit: MEMBERS_A_PAGE, ...from }),
        );
        if (made.kind === 'refused') return false;
        if (made.answer.members?.includes(slackId)) return true;
        cursor = made.answer.response_metadata?.next_cursor ?? '';
        if (cursor === '') return false;
      }
      return false;
    },
  };
}

type Attempt<Answer> =
  | { readonly kind: 'answered'; readonly answer: Answer }
  | { readonly kind: 'refused'; readonly error: string };
