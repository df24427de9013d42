import { afterEach } from '@jest/globals';
import { WebSocket } from 'ws';
import { startSlack } from '../../../src/sandbox/slack/server.ts';
import type { SandboxSlack, SlackOptions } from '../../../src/sandbox/slack/server.ts';

/** What any of the sandbox's endpoints answers. */
export type Reply = { ok: boolean; error?: string; [key: string]: unknown };

export type SeenMessage = {
  ts: string;
  threadTs?: string;
  user: string;
  text: string;
  isBot: boolean;
  blocks?: { type: string; block_id: string; elements?: { action_id: string }[] }[];
  ephemeral?: true;
  editedTs?: string;
  replyCount?: number;
  files?: { id: string; name: string; size: number; url: string }[];
};

const running: { stop(): Promise<void> }[] = [];

afterEach(async () => {
  for (const one of running.splice(0).reverse()) await one.stop();
});

/** Has something stopped after the test, the newest first. */
export function stopAfterTest(one: { stop(): Promise<void> }): void {
  running.push(one);
}

/** Starts a sandbox that is stopped after the test. */
export async function slackForTest(options: SlackOptions = {}): Promise<SandboxSlack> {
  const slack = await startSlack(options);
  stopAfterTest(slack);
  return slack;
}

/** A clock that moves only when told to. */
export function handClock(startMs = 1_732_264_800_000): { now: () => number; advance(ms: number): void } {
  let current = startMs;
  return { now: () => current, advance: (ms) => void (current += ms) };
}

export async function postJson(
  url: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

/** Calls a Web API method with the bot's token and a JSON body. */
export async function callApi(
  slack: SandboxSlack,
  method: string,
  args: object = {},
  token = slack.botToken,
): Promise<Reply> {
  const response = await postJson(slack.apiUrl + method, args, { authorization: `Bearer ${token}` });
  return (await response.json()) as Reply;
}

/** Posts to the person API, as one person. */
export async function act(slack: SandboxSlack, userId: string, action: string, body: object): Promise<Reply> {
  const response = await postJson(`${slack.url}/sandbox/api/people/${userId}/${action}`, body);
  return (await response.json()) as Reply;
}

export async function messagesFor(
  slack: SandboxSlack,
  userId: string,
  channel = 'C0INCIDENT',
): Promise<SeenMessage[]> {
  const response = await fetch(`${slack.url}/sandbox/api/people/${userId}/channels/${channel}/messages`);
  return ((await response.json()) as { messages: SeenMessage[] }).messages;
}

export type Envelope = {
  type: string;
  envelope_id: string;
  accepts_response_payload: boolean;
  payload: Record<string, unknown> & { event?: Record<string, unknown> };
  retry_attempt?: number;
  retry_reason?: string;
  [key: string]: unknown;
};

export type RawApp = {
  next(): Promise<Envelope>;
  /** The next of a type; others before it are dropped. */
  nextOf(type: string): Promise<Envelope>;
  ack(envelope: Envelope, payload?: unknown): void;
  closed: Promise<unknown>;
};

/** A Socket Mode client without any library above it; acknowledges only when told to. */
export async function connectRaw(slack: SandboxSlack): Promise<RawApp> {
  const { url } = await callApi(slack, 'apps.connections.open', {}, slack.appToken);
  const socket = new WebSocket(String(url));
  const arrived: Envelope[] = [];
  const wanted: ((envelope: Envelope) => void)[] = [];
  socket.on('message', (data: Buffer) => {
    const envelope = JSON.parse(data.toString('utf8')) as Envelope;
    const first = wanted.shift();
    if (first) first(envelope);
    else arrived.push(envelope);
  });
  const closed = new Promise((resolve) => {
    socket.on('close', resolve);
  });
  stopAfterTest({
    stop: async () => {
      socket.terminate();
      await closed;
    },
  });
  const next = (): Promise<Envelope> => {
    const first = arrived.shift();
    return first ? Promise.resolve(first) : new Promise((resolve) => wanted.push(resolve));
  };
  const nextOf = async (type: string): Promise<Envelope> => {
    const envelope = await next();
    return envelope.type === type ? envelope : nextOf(type);
  };
  return {
    next,
    nextOf,
    ack: (envelope, payload) => socket.send(JSON.stringify({ envelope_id: envelope.envelope_id, payload })),
    closed,
  };
}

/** Asks again and again until the answer is there; fails after 5 seconds. */
export async function until<T>(what: string, ask: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + 5000;
  while (Date.now() < deadline) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    await new Promise((resolve) => {
      setTimeout(resolve, 10);
    });
  }
  throw new Error(`waited in vain for ${what}`);
}

/** Text of a given length. */
export function letters(count: number): string {
  return 'x'.repeat(count);
}

export function section(text: string): object {
  return { type: 'section', text: { type: 'mrkdwn', text } };
}

export function button(actionId: string, more: object = {}): object {
  return { type: 'button', action_id: actionId, text: { type: 'plain_text', text: actionId }, ...more };
}
