import {
  App,
  type BlockAction,
  type ButtonAction,
  HTTPReceiver,
  type Logger as BoltLogger,
  LogLevel,
  type webApi,
} from '@slack/bolt';
import { EVENTS_PATH, type SlackConfig } from '../config.ts';
import { KeyholeError, messageOf } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { cancel } from './actions/cancel.ts';
import { choosePod } from './actions/choose-pod.ts';
import { onClick } from './actions/clicks.ts';
import { endSession } from './actions/end-session.ts';
import { review } from './actions/review.ts';
import { debugCommand } from './commands/debug.ts';
import type { Gateway } from './gateway.ts';
import { ACTION } from './messages/action-ids.ts';

/** How long signing in and connecting may take, in milliseconds: `start()` can hang when Slack does not answer. */
const START_TIMEOUT_MS = 30_000;

export interface SlackApp {
  readonly client: webApi.WebClient;
  /** In HTTP mode, takes Slack's requests to `EVENTS_PATH`. */
  readonly requestListener?: HTTPReceiver['requestListener'];
  /** Signs in, then listens. Throws `slack-sign-in` or `slack-connect` with what to do. */
  start(gateway: Gateway): Promise<void>;
  connected(): boolean;
  stop(): Promise<void>;
}

/** Builds the Bolt app; nothing reaches Slack before `start`. */
export function createSlackApp(config: SlackConfig, logger: Logger): SlackApp {
  const clientOptions: webApi.WebClientOptions = {
    slackApiUrl: config.apiUrl,
    rejectRateLimitedCalls: true,
    timeout: 10_000,
    // Without one the Socket Mode client changes options that the listeners' clients share, and they retry 100 times.
    retryConfig: { retries: 2, minTimeout: 200, maxTimeout: 1_000 },
  };
  const boltLogger = asBoltLogger(logger);
  const common = { token: config.botToken, clientOptions, deferInitialization: true, logger: boltLogger };
  const receiver =
    config.mode === 'http'
      ? new HTTPReceiver({ signingSecret: config.signingSecret, endpoints: EVENTS_PATH, logger: boltLogger })
      : undefined;
  const app =
    config.mode === 'socket'
      ? new App({ ...common, socketMode: true, appToken: config.appToken })
      : new App({ ...common, ...(receiver && { receiver }) });
  let connected = false;
  return {
    client: app.client,
    ...(receiver && { requestListener: receiver.requestListener }),
    connected: () => connected,
    start: async (gateway) => {
      listen(app, gateway);
      await signIn(app, config);
      if (config.mode === 'socket') {
        await bounded(
          app.start(),
          'slack-connect',
          'Slack did not open a Socket Mode connection: check SLACK_APP_TOKEN and that Socket Mode is on for the app.',
        );
      }
      connected = true;
    },
    stop: async () => {
      if (connected && config.mode === 'socket') await app.stop();
      connected = false;
    },
  };
}

function listen(app: App, gateway: Gateway): void {
  app.command('/debug', debugCommand(gateway));
  const button = (actionId: string | RegExp, act: Parameters<typeof onClick>[1]) =>
    app.action<BlockAction<ButtonAction>>(actionId, onClick(gateway, act));
  button(ACTION.approve, review('approve'));
  button(ACTION.deny, review('deny'));
  button(ACTION.cancel, cancel);
  button(ACTION.end, endSession);
  button(new RegExp(`^${ACTION.choose}\\d+$`), choosePod);
  app.error(async (error) => {
    gateway.logger.error({ err: error }, 'Bolt');
  });
}

async function signIn(app: App, config: SlackConfig): Promise<void> {
  await bounded(
    app.init().then(() => app.client.auth.test()),
    'slack-sign-in',
    `Slack at ${config.apiUrl} did not accept the bot token: check SLACK_BOT_TOKEN and SLACK_API_URL.`,
  );
}

async function bounded(work: Promise<unknown>, code: string, sentence: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new Error(`no answer within ${START_TIMEOUT_MS / 1000} s`)),
      START_TIMEOUT_MS,
    );
  });
  try {
    await Promise.race([work, late]);
  } catch (cause) {
    throw new KeyholeError(code, `${sentence} (${messageOf(cause)})`, { cause });
  } finally {
    clearTimeout(timer);
  }
}

/** Bolt's own messages in our log; its levels below `warn` tell nothing that an operator needs. */
function asBoltLogger(logger: Logger): BoltLogger {
  const child = logger.child({ from: 'bolt' });
  const text = (parts: unknown[]) =>
    parts.map((part) => (part instanceof Error ? part.message : String(part))).join(' ');
  return {
    debug: (...parts) => child.trace(text(parts)),
    info: (...parts) => child.debug(text(parts)),
    warn: (...parts) => child.warn(text(parts)),
    error: (...parts) => child.error(text(parts)),
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
}
