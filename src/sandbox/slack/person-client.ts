import { lookUntil, personHttp } from './person-http.ts';
import type { Answer } from './person-http.ts';
import { viewActions } from './person-view-client.ts';
import type { Chosen, SeenBlock, ViewActions } from './person-view-client.ts';

export type { HomeView, ModalView, SeenBlock, Submitted } from './person-view-client.ts';

/** A message as one person sees it (docs/sandbox.md). */
export interface SeenMessage {
  readonly ts: string;
  readonly threadTs?: string;
  readonly channel: string;
  readonly user: string;
  readonly isBot: boolean;
  readonly text: string;
  readonly blocks?: readonly SeenBlock[];
  readonly ephemeral?: boolean;
  readonly editedTs?: string;
  readonly files?: readonly {
    readonly id: string;
    readonly name: string;
    readonly size: number;
    readonly url: string;
  }[];
}

/** Acts as one person of a sandbox workspace, over its HTTP API. */
export interface PersonClient extends ViewActions {
  readonly userId: string;
  type(channel: string, text: string, threadTs?: string): Promise<Answer>;
  /** Presses a button of a message that the person can see, or chooses `value` in a menu of it. */
  click(channel: string, ts: string, actionId: string, value?: Chosen): Promise<Answer>;
  /** What the app and this person wrote each other. */
  directMessages(): Promise<readonly SeenMessage[]>;
  /** What the person sees in a channel and its threads, oldest first. */
  read(channel: string): Promise<readonly SeenMessage[]>;
  /**
   * Waits until `found` gives something for what the person sees; it looks again every 25 ms.
   * Rejects after `timeoutMs` with `what` and the texts last seen.
   */
  waitFor<Found>(
    channel: string,
    what: string,
    found: (messages: readonly SeenMessage[]) => Found | undefined,
    timeoutMs?: number,
  ): Promise<Found>;
}

/** A client for the person API at `url`, the address of the sandbox's page. */
export function actAs(url: string, userId: string): PersonClient {
  const http = personHttp(url, userId);
  const read = async (channel: string): Promise<readonly SeenMessage[]> =>
    (await http.get<{ messages?: readonly SeenMessage[] }>(`channels/${channel}/messages`)).messages ?? [];
  return {
    userId,
    read,
    type: (channel, text, threadTs) =>
      http.post('type', { channel, text, ...(threadTs !== undefined && { threadTs }) }),
    click: (channel, ts, actionId, value) =>
      http.post('click', { channel, ts, actionId, ...(value !== undefined && { value }) }),
    waitFor: (channel, what, found, timeoutMs) =>
      lookUntil(
        () => read(channel),
        found,
        what,
        (messages) => `${userId} sees:\n${messages.map((message) => `- ${message.text}`).join('\n')}`,
        timeoutMs,
      ),
    directMessages: async () => {
      const { channel } = await http.post<{ channel: string }>('home', { tab: 'messages' });
      return read(channel);
    },
    ...viewActions(http),
  };
}
