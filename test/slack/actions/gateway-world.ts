import { setTimeout } from 'node:timers/promises';
import type { Person } from '../../../src/domain/request/person.ts';
import type { Event, Request } from '../../../src/domain/request/request.ts';
import { requestIdFrom } from '../../../src/domain/request/request-id.ts';
import type { Trigger } from '../../../src/domain/request/triggers.ts';
import { plainText } from '../../../src/sandbox/slack/plain-text.ts';
import { createSlackApp } from '../../../src/slack/app.ts';
import type { Gateway } from '../../../src/slack/gateway.ts';
import { slackCalls } from '../../../src/slack/delivery/slack-calls.ts';
import { actions, button } from '../../../src/slack/messages/blocks.ts';
import { lookUpPeople } from '../../../src/slack/people.ts';
import { createRedactor } from '../../../src/transcript/redactor.ts';
import type { Policy } from '../../../src/domain/policy/policy.ts';
import { testPolicy } from '../../helpers/policy.ts';
import { until } from '../../sandbox/slack/support.ts';
import { CHANNEL, type SlackWorld, startSlackWorld } from '../slack-world.ts';

/** A message of the bot that holds one button. */
export interface Pressable {
  readonly ts: string;
  readonly actionId: string;
}

/** A sandbox Slack with the real listeners behind it, over a real Socket Mode connection. */
export interface GatewayWorld extends SlackWorld {
  /** What the listeners work with. */
  readonly gateway: Gateway;
  /** A request where these events bring it. */
  request(...events: readonly Event[]): Promise<string>;
  load(id: string): Promise<Request | undefined>;
  /** Posts a message with one button; without a value when that is undefined. */
  post(actionId: string, value: string | undefined, onlyFor?: string): Promise<Pressable>;
  /** Clicks as someone. Resolves when Slack's side of it is over, which may be before its answer comes. */
  click(who: string, button: Pressable): Promise<void>;
  /** Clicks, and waits for what that person alone is told. */
  told(who: string, button: Pressable): Promise<string>;
  /** Types a command in a channel, and waits for what that person alone is told there. */
  answered(who: string, channel: string, text: string): Promise<string>;
  /** Does something, and waits for what that person alone is told in this channel. */
  heardBy(who: string, channel: string, work: () => Promise<unknown>): Promise<string>;
  /** The jobs that the listeners asked for. */
  readonly added: readonly Trigger[];
  /** Clicks, and waits until a request is as it should be. */
  changes(who: string, button: Pressable, id: string, fits: (request: Request) => boolean): Promise<Request>;
}

/** `policy` is asked for at every click. */
export async function startGatewayWorld(policy: () => Policy = fixed()): Promise<GatewayWorld> {
  const world = await startSlackWorld();
  const { slack, logger, requests, inquiries, shown, freeze, outputs, once } = world;
  const added: Trigger[] = [];
  const { botToken, appToken, apiUrl } = slack;
  const app = createSlackApp({ mode: 'socket', botToken, appToken, apiUrl }, logger, (ms) => setTimeout(ms));
  const now = () => Date.now();
  // The policy names no user group, so there is nothing to be told of.
  const peopleNow = () => Promise.resolve((person: Person) => person);
  const gateway: Gateway = {
    requests,
    inquiries,
    freeze,
    outputs,
    pods: world.pods,
    once,
    add: async (triggers) => void added.push(...triggers),
    shown,
    threads: world.threads,
    homes: { opened: () => Promise.resolve() },
    slack: slackCalls(app.client, () => Promise.resolve()),
    policy,
    // Nobody is remembered, so that a fault of Slack is met by the click that it is for.
    people: (id) => lookUpPeople({ client: app.client, home: () => app.home(), peopleNow, logger, now })(id),
    redactor: createRedactor({ extraSecrets: [] }),
    logger,
    now,
  };
  await app.start(gateway);
  let made = 0;
  const heardBy = async (who: string, channel: string, work: () => Promise<unknown>) => {
    const person = world.person(who);
    const heard = new Set((await person.read(channel)).map((message) => message.ts));
    await work();
    return plainText(
      await person.waitFor(channel, 'a private answer', (messages) =>
        messages.find((message) => message.ephemeral === true && !heard.has(message.ts)),
      ),
    );
  };
  const click = async (who: string, { ts, actionId }: Pressable) => {
    const clicked = await world.person(who).click(CHANNEL, ts, actionId);
    if (!clicked.ok) throw new Error(clicked.message ?? clicked.error ?? 'Slack refused the click');
  };
  return {
    ...world,
    gateway,
    request: async (...events) => {
      made += 1;
      const id = requestIdFrom(`request ${made}`);
      await world.write(id, ...events);
      return id;
    },
    load: (id) => requests.load(id),
    post: async (actionId, value, onlyFor) => {
      world.passSeconds(60);
      const { value: _none, ...bare } = button(actionId, 'Press', '');
      const blocks = [actions(value === undefined ? bare : { ...bare, value })];
      const message = { channel: CHANNEL, text: 'a button', blocks };
      const ts =
        onlyFor === undefined
          ? (await world.client.chat.postMessage(message)).ts
          : (await world.client.chat.postEphemeral({ ...message, user: onlyFor })).message_ts;
      return { ts: ts ?? '', actionId };
    },
    click,
    heardBy,
    told: (who, pressable) => heardBy(who, CHANNEL, () => click(who, pressable)),
    answered: (who, channel, text) => heardBy(who, channel, () => world.person(who).type(channel, text)),
    added,
    changes: async (who, pressable, id, fits) => {
      await click(who, pressable);
      return until(`the change of ${id}`, async () => {
        const request = await requests.load(id);
        return request && fits(request) ? request : undefined;
      });
    },
    stop: async () => {
      await app.stop();
      await world.stop();
    },
  };
}

function fixed(): () => Policy {
  const policy = testPolicy();
  return () => policy;
}
