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

/** A block of any type, as far as a script looks into it. */
export type SeenBlock = { readonly type: string } & Readonly<Record<string, unknown>>;

export interface Answer {
  readonly ok: boolean;
  readonly error?: string;
  readonly message?: string;
}

/** Acts as one person of a sandbox workspace, over its HTTP API. */
export interface PersonClient {
  readonly userId: string;
  type(channel: string, text: string, threadTs?: string): Promise<Answer>;
  /** Presses a button of a message that the person can see. */
  click(channel: string, ts: string, actionId: string): Promise<Answer>;
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

const LOOK_EVERY_MS = 25;
const DEFAULT_TIMEOUT_MS = 15_000;

/** A client for the person API at `url`, the address of the sandbox's page. */
export function actAs(url: string, userId: string): PersonClient {
  const base = `${url}/sandbox/api/people/${userId}`;
  const post = async (path: string, body: object): Promise<Answer> => {
    const response = await fetch(`${base}/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return (await response.json()) as Answer;
  };
  const read = async (channel: string): Promise<readonly SeenMessage[]> => {
    const response = await fetch(`${base}/channels/${channel}/messages`);
    const answer = (await response.json()) as { messages?: readonly SeenMessage[] };
    return answer.messages ?? [];
  };
  return {
    userId,
    read,
    type: (channel, text, threadTs) =>
      post('type', { channel, text, ...(threadTs !== undefined && { threadTs }) }),
    click: (channel, ts, actionId) => post('click', { channel, ts, actionId }),
    waitFor: async (channel, what, found, timeoutMs = DEFAULT_TIMEOUT_MS) => {
      const deadline = Date.now() + timeoutMs;
      for (;;) {
        const messages = await read(channel);
        const result = found(messages);
        if (result !== undefined) return result;
        if (Date.now() > deadline) {
          const seen = messages.map((message) => `- ${message.text}`).join('\n');
          throw new Error(`${what} did not come within ${timeoutMs / 1000} s. ${userId} sees:\n${seen}`);
        }
        await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
      }
    },
  };
}
