import { webApi } from '@slack/bolt';
import { Redis } from 'ioredis';
import slackManifest from '../../deploy/slack/manifest.json' with { type: 'json' };
import type { Event } from '../../src/domain/request/request.ts';
import { createLogger, type Logger } from '../../src/logger.ts';
import { type Inquiries, openInquiries } from '../../src/requests/inquiries.ts';
import { type Freeze, openFreeze } from '../../src/requests/freeze.ts';
import { type Once, openOnce } from '../../src/requests/once.ts';
import { openOutputs, type Outputs } from '../../src/requests/outputs.ts';
import { openPodLists, type PodLists } from '../../src/requests/pod-lists.ts';
import { openRequests, type Requests } from '../../src/requests/requests.ts';
import { grantedBy } from '../../src/sandbox/slack/app-manifest.ts';
import type { LoggedCall } from '../../src/sandbox/slack/call-log.ts';
import { actAs, type PersonClient, type SeenMessage } from '../../src/sandbox/slack/person-client.ts';
import { type SandboxSlack, startSlack } from '../../src/sandbox/slack/server.ts';
import { acmeShop, type Workspace } from '../../src/sandbox/slack/workspace.ts';
import { openShown, type ShownStore } from '../../src/slack/delivery/shown.ts';
import { openThreads, type Threads } from '../../src/slack/delivery/threads.ts';
import { testRedis } from '../helpers/redis.ts';
import { ALICE, ASK } from '../helpers/request.ts';

export const CHANNEL = 'C0INCIDENT';
/** Where a broken glass is told. */
export const SECURITY = 'C0SECURITY';

/** Alice's ask, in a channel of the sandbox's workspace. */
export function askedIn(channel = CHANNEL): Event {
  return {
    type: 'asked',
    requester: ALICE,
    place: { team: 'T0ACME', channel },
    ask: ASK,
    cluster: 'sandbox',
  };
}

/** A sandbox Slack and a Redis, and what of Keyhole stands on them, without workers: tests say when something happens. */
export interface SlackWorld {
  readonly slack: SandboxSlack;
  /** Tries a call once; what Slack limits is thrown. */
  readonly client: webApi.WebClient;
  readonly requests: Requests;
  readonly outputs: Outputs;
  readonly inquiries: Inquiries;
  readonly shown: ShownStore;
  readonly threads: Threads;
  readonly freeze: Freeze;
  readonly pods: PodLists;
  readonly once: Once;
  readonly logger: Logger;
  /** Every line that was logged. */
  readonly log: readonly string[];
  person(id: string): PersonClient;
  /** Turns Slack's clock on, for its rate limits. */
  passSeconds(seconds: number): void;
  /** Writes a request down to where these events bring it; each must be accepted. */
  write(id: string, ...events: readonly Event[]): Promise<void>;
  /** Makes the next calls of a method fail. */
  fault(method: string, how: object, times?: number): Promise<void>;
  /** The calls of a method, or of methods that begin so. */
  calls(method: string): Promise<readonly LoggedCall[]>;
  stop(): Promise<void>;
}

export async function startSlackWorld(): Promise<SlackWorld> {
  let ahead = 0;
  const slack = await startSlack({
    manifest: grantedBy(slackManifest),
    workspace: withSecurity(),
    now: () => Date.now() + ahead,
  });
  const store = testRedis();
  const redis = new Redis(store.url);
  const log: string[] = [];
  const logger = createLogger({
    level: 'debug',
    secrets: [],
    destination: { write: (line) => void log.push(line) },
  });
  const kept = { redis, prefix: store.prefix, keepMs: 60_000 };
  const requests = openRequests({ ...kept, now: () => Date.now(), onChange: () => Promise.resolve() });
  return {
    slack,
    client: new webApi.WebClient(slack.botToken, {
      slackApiUrl: slack.apiUrl,
      rejectRateLimitedCalls: true,
      retryConfig: { retries: 0 },
      logLevel: webApi.LogLevel.ERROR,
    }),
    requests,
    outputs: openOutputs(kept),
    inquiries: openInquiries(kept),
    shown: openShown(kept),
    threads: openThreads(kept),
    freeze: openFreeze(kept),
    pods: openPodLists(kept),
    once: openOnce(kept),
    logger,
    log,
    person: (id) => actAs(slack.url, id),
    passSeconds: (seconds) => {
      ahead += seconds * 1000;
    },
    write: async (id, ...events) => {
      for (const event of events) {
        const changed = await requests.change(id, event);
        if (changed.kind === 'refused') throw new Error(`${event.type} was refused: ${changed.code}`);
      }
    },
    fault: (method, how, times = 1) => setFault(slack, { method, times, ...how }),
    calls: (method) => callsOf(slack, method),
    stop: async () => {
      await slack.stop();
      redis.disconnect();
      await store.cleanup();
    },
  };
}

/** The bundled workspace with one channel more. */
export function withSecurity(): Workspace {
  const workspace = acmeShop();
  const [incident] = workspace.channels;
  if (!incident) throw new Error('there is no channel');
  workspace.channels.push({ ...incident, id: SECURITY, name: 'security', members: [...incident.members] });
  return workspace;
}

/** Makes Slack misbehave, as docs/sandbox.md tells. */
export async function setFault(slack: SandboxSlack, fault: object): Promise<void> {
  const response = await fetch(`${slack.url}/sandbox/api/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(fault),
  });
  if (!response.ok) throw new Error(await response.text());
}

export async function callsOf(slack: SandboxSlack, method: string): Promise<readonly LoggedCall[]> {
  const response = await fetch(`${slack.url}/sandbox/api/calls`);
  const { calls } = (await response.json()) as { calls: LoggedCall[] };
  return calls.filter((call) => call.method.startsWith(method));
}

/** What someone sees that is meant for nobody else. */
export async function privateOf(person: PersonClient, channel = CHANNEL): Promise<readonly SeenMessage[]> {
  return (await person.read(channel)).filter((message) => message.ephemeral === true);
}
