import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config, readConfig } from '../../src/config.ts';
import type { Policy } from '../../src/domain/policy/policy.ts';
import { createLogger } from '../../src/logger.ts';
import { fixedPolicy, type PolicyInForce } from '../../src/runtime/policy-in-force.ts';
import { type Keyhole, startKeyhole } from '../../src/runtime/start.ts';
import { type SandboxCluster, startCluster } from '../../src/sandbox/cluster/server.ts';
import { grantedBy } from '../../src/sandbox/slack/app-manifest.ts';
import { actAs, type PersonClient, type SeenMessage } from '../../src/sandbox/slack/person-client.ts';
import { plainText } from '../../src/sandbox/slack/plain-text.ts';
import { type SandboxSlack, startSlack } from '../../src/sandbox/slack/server.ts';
import type { Workspace } from '../../src/sandbox/slack/workspace.ts';
import slackManifest from '../../deploy/slack/manifest.json' with { type: 'json' };
import { startFront } from './front.ts';
import { testPolicy } from './policy.ts';
import { testRedis } from './redis.ts';

export const CHANNEL = 'C0INCIDENT';

/** Slack, a cluster and Redis, with Keyhole between, all speaking their real protocols. */
export interface SandboxWorld {
  readonly slack: SandboxSlack;
  readonly cluster: SandboxCluster;
  readonly redis: { readonly url: string; readonly prefix: string };
  readonly alice: PersonClient;
  readonly bob: PersonClient;
  readonly carol: PersonClient;
  readonly mallory: PersonClient;
  /** Every line that Keyhole logged. */
  readonly log: readonly string[];
  /** The settings that a process of Keyhole needs to take part in this world. */
  env(changes?: Record<string, string>): Record<string, string>;
  /** Starts Keyhole in this process; it is stopped with the world. */
  keyhole(options?: {
    env?: Record<string, string>;
    policy?: Policy | PolicyInForce;
    lockMs?: number;
  }): Promise<Keyhole>;
  stop(): Promise<void>;
}

export interface SandboxOptions {
  readonly redisUrl?: string;
  readonly workspace?: Workspace;
  /** How Slack reaches Keyhole; Socket Mode unless told. */
  readonly transport?: 'socket' | 'http';
  /** Slack tells everything twice. */
  readonly toldTwice?: boolean;
  /** How many times as many calls Slack takes as its limits say; 10 unless told, for what is not about these limits. */
  readonly pace?: number;
}

/** Starts a sandbox with the scopes of the manifest that people install. */
export async function startSandboxWorld(options: SandboxOptions = {}): Promise<SandboxWorld> {
  const store = testRedis();
  const { workspace, toldTwice = false, pace = 10 } = options;
  const front = options.transport === 'http' ? await startFront() : undefined;
  const slack = await startSlack({
    manifest: grantedBy(slackManifest),
    toldTwice,
    pace,
    ...(workspace && { workspace }),
    ...(front && { requestUrl: `${front.url}/slack/events` }),
  });
  const cluster = await startCluster({ delays: { containerCreatingMs: 20, startMs: 40, imagePullMs: 40 } });
  const folder = await mkdtemp(join(tmpdir(), 'keyhole-test-'));
  const kubeconfig = join(folder, 'kubeconfig');
  await writeFile(kubeconfig, cluster.kubeconfig(), { mode: 0o600 });
  const running: Keyhole[] = [];
  const log: string[] = [];
  const env = (changes: Record<string, string> = {}) => ({
    KEYHOLE_POLICY: 'given by the test',
    KEYHOLE_REDIS_PREFIX: store.prefix,
    SLACK_BOT_TOKEN: slack.botToken,
    ...(front ? { SLACK_SIGNING_SECRET: slack.signingSecret } : { SLACK_APP_TOKEN: slack.appToken }),
    SLACK_API_URL: slack.apiUrl,
    REDIS_URL: options.redisUrl ?? store.url,
    KUBECONFIG: kubeconfig,
    PORT: '0',
    LOG_LEVEL: 'debug',
    ...changes,
  });
  const person = (id: string) => actAs(slack.url, id);
  return {
    slack,
    cluster,
    redis: { url: options.redisUrl ?? store.url, prefix: store.prefix },
    alice: person('U0ALICE'),
    bob: person('U0BOB'),
    carol: person('U0CAROL'),
    mallory: person('U0MALLORY'),
    log,
    env,
    keyhole: async ({ env: changes = {}, policy = testPolicy(), lockMs } = {}) => {
      const config = configOf(env(changes));
      const logger = createLogger({
        level: config.logLevel,
        secrets: config.secrets,
        destination: { write: (line) => void log.push(line) },
      });
      const keyhole = await startKeyhole({
        config,
        policy: 'current' in policy ? policy : fixedPolicy(policy),
        logger,
        sweepEveryMs: 1_000,
        ...(lockMs !== undefined && { lockMs }),
      });
      running.push(keyhole);
      if (config.role !== 'worker') front?.add(keyhole.port);
      return keyhole;
    },
    stop: async () => {
      await Promise.all(running.map((keyhole) => keyhole.stop()));
      await cluster.stop();
      await slack.stop();
      await front?.stop();
      await rm(folder, { recursive: true, force: true });
      if (options.redisUrl === undefined) await store.cleanup();
    },
  };
}

function configOf(env: Record<string, string>): Config {
  const reading = readConfig(env);
  if (reading.kind === 'invalid') throw new Error(reading.problems.join('\n'));
  return reading.config;
}

/** Types a command and waits for the card. */
export async function askedCard(person: PersonClient, command: string): Promise<SeenMessage> {
  const before = (await person.read(CHANNEL)).length;
  await person.type(CHANNEL, command);
  return person.waitFor(CHANNEL, 'the card', (messages) =>
    messages
      .slice(before)
      .find((message) => message.isBot && !message.ephemeral && message.threadTs === undefined),
  );
}

/** Waits until a message reads so. */
export function reads(
  person: PersonClient,
  ts: string,
  text: string | RegExp,
  timeoutMs?: number,
): Promise<string> {
  const fits = (shown: string) => (typeof text === 'string' ? shown.includes(text) : text.test(shown));
  return person.waitFor(
    CHANNEL,
    `"${text}" in ${ts}`,
    (messages) => {
      const message = messages.find((each) => each.ts === ts);
      const shown = message && plainText(message);
      return shown !== undefined && fits(shown) ? shown : undefined;
    },
    timeoutMs,
  );
}

/** Waits for a reply in a thread that reads so. */
export function replies(
  person: PersonClient,
  thread: string,
  text: string | RegExp,
  timeoutMs?: number,
): Promise<SeenMessage> {
  const fits = (shown: string) => (typeof text === 'string' ? shown.includes(text) : text.test(shown));
  return person.waitFor(
    CHANNEL,
    `a reply with "${text}"`,
    (messages) =>
      messages.find(
        (message) => message.threadTs === thread && !message.ephemeral && fits(plainText(message)),
      ),
    timeoutMs,
  );
}

/** Waits for something that only this person sees. */
export function privately(person: PersonClient, text: string, channel = CHANNEL): Promise<SeenMessage> {
  return person.waitFor(channel, `"${text}", privately`, (messages) =>
    messages.findLast((message) => message.ephemeral === true && plainText(message).includes(text)),
  );
}
