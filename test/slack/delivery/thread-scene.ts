import type { Policy } from '../../../src/domain/policy/policy.ts';
import type { Event, Request } from '../../../src/domain/request/request.ts';
import type { SeenMessage } from '../../../src/sandbox/slack/person-client.ts';
import { plainText } from '../../../src/sandbox/slack/plain-text.ts';
import { slackCalls } from '../../../src/slack/delivery/slack-calls.ts';
import { showThread, type ThreadViewDeps } from '../../../src/slack/delivery/thread-view.ts';
import { testPolicy } from '../../helpers/policy.ts';
import { BOB, LEASE, reviewed } from '../../helpers/request.ts';
import { CHANNEL, privateOf, type SlackWorld } from '../slack-world.ts';

/** How a request goes on after it was prepared. */
export const REVIEWED: readonly Event[] = [reviewed(BOB, 'approve')];
export const RUNNING: readonly Event[] = [
  { type: 'starting', lease: LEASE },
  { type: 'container-added', lease: LEASE },
  { type: 'run-started', run: 0, lease: LEASE },
  { type: 'active', lease: LEASE },
];
export const EXITED: Event = {
  type: 'run-ended',
  run: 0,
  lease: LEASE,
  verdict: { kind: 'exited', code: 0 },
  output: { bytes: 3, cutBytes: 0, redactions: 0 },
};
export const ENDED_BY_BOB: Event = { type: 'ended', outcome: 'completed', by: BOB };

/** One request and its thread in a world's Slack. */
export interface ThreadScene {
  readonly id: string;
  readonly deps: ThreadViewDeps;
  /** What the budget of live updates answers, and how often it was asked. */
  readonly tails: { may: boolean; asked: number };
  show(): Promise<void>;
  load(): Promise<Request>;
  write(...events: readonly Event[]): Promise<void>;
  print(text: string): Promise<void>;
  /** The cards of this request, and what stands below them, as plain text. */
  cards(): Promise<readonly string[]>;
  replies(): Promise<readonly string[]>;
  /** What Alice alone is told while something is done. */
  toldAlice(work: () => Promise<unknown>): Promise<readonly string[]>;
  /** How many calls that show something Slack got so far. */
  sent(): Promise<number>;
}

let scenes = 0;

/** A new request's scene, in which waiting for Slack takes no time. `members` are those of Slack user groups. */
export function threadScene(
  world: SlackWorld,
  policy: Policy = testPolicy(),
  members: Readonly<Record<string, readonly string[]>> = {},
): ThreadScene {
  scenes += 1;
  const id = `thread${String(scenes).padStart(3, '0')}`;
  const { requests, outputs, shown, threads, logger, client } = world;
  const tails = { may: true, asked: 0 };
  const deps: ThreadViewDeps = {
    requests,
    outputs,
    shown,
    threads,
    logger,
    fetch: globalThis.fetch,
    slack: slackCalls(client, async (ms) => world.passSeconds(ms / 1000)),
    policy: () => policy,
    membershipsNow: async () => ({ members, at: Date.now() }),
    mayShowTail: async () => {
      tails.asked += 1;
      return tails.may;
    },
  };
  const alice = world.person('U0ALICE');
  const seen = async () => (await alice.read(CHANNEL)).filter((message) => !message.ephemeral);
  const isCard = (message: SeenMessage) => plainText(message).includes(id);
  // A minute of Slack's, so that the limits on posts are met by nobody but who tests them.
  world.passSeconds(60);
  return {
    id,
    deps,
    tails,
    show: () => showThread(deps, id),
    load: async () => {
      const request = await requests.load(id);
      if (!request) throw new Error('there is no request');
      return request;
    },
    write: (...events) => world.write(id, ...events),
    print: (text) => outputs.append(id, 0, [{ stream: 'out', text }]),
    cards: async () => (await seen()).filter(isCard).map(plainText),
    replies: async () => {
      const messages = await seen();
      const roots = new Set(messages.filter(isCard).map((card) => card.ts));
      return messages.filter(({ threadTs }) => roots.has(threadTs ?? '')).map(plainText);
    },
    toldAlice: async (work) => {
      const before = (await privateOf(alice)).length;
      await work();
      return (await privateOf(alice)).slice(before).map(plainText);
    },
    sent: async () => (await world.calls('chat.')).length + (await world.calls('files.')).length,
  };
}
