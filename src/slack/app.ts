import {
  App,
  type BlockAction,
  type ButtonAction,
  type GlobalShortcut,
  HTTPReceiver,
  type MessageShortcut,
  type ViewSubmitAction,
  webApi,
} from '@slack/bolt';
import { EVENTS_PATH, type SlackConfig } from '../config.ts';
import type { Logger } from '../logger.ts';
import { acknowledge, acknowledged } from './actions/acknowledge.ts';
import { again } from './actions/again.ts';
import { cancel } from './actions/cancel.ts';
import { choose } from './actions/choose.ts';
import { onClick } from './actions/clicks.ts';
import { endSession } from './actions/end-session.ts';
import { extend } from './actions/extend.ts';
import { review, reviewed } from './actions/review.ts';
import { runAgain } from './actions/run-again.ts';
import { stopRun } from './actions/stop-run.ts';
import { onSubmission } from './actions/submissions.ts';
import { changeForm } from './builder/change-form.ts';
import { builderButton, builderShortcut, messageShortcut } from './builder/open-builder.ts';
import { submitForm } from './builder/submit-form.ts';
import { suggest } from './builder/suggest.ts';
import { boltLogger } from './bolt-logger.ts';
import { bounded } from './bounded.ts';
import { debugCommand } from './commands/debug.ts';
import { threadMessage } from './follow-ups/on-message.ts';
import type { Gateway } from './gateway.ts';
import { homeOpened } from './home/home-opened.ts';
import { type InFlight, trackInFlight } from './in-flight.ts';
import { ACTION } from './messages/action-ids.ts';
import { BUILDER_ACTIONS, BUILDER_FORM, OPEN_ACTION } from './modals/builder-fields.ts';
import { FORM } from './modals/form.ts';
import type { Home } from './people.ts';
import { socketConnection } from './socket-connection.ts';

/** How long signing in may take, in milliseconds. */
const SIGN_IN_MS = 30_000;
/** What is read of a request before its signature is looked at; a form with all its text is far below. */
const MOST_BODY_BYTES = 1024 * 1024;
/** How long stopping waits for listeners that acked, in milliseconds; what they wait for themselves takes no longer. */
const IN_FLIGHT_MS = 5_000;

export interface SlackApp {
  readonly client: webApi.WebClient;
  /** Makes each call once: a call whose reply was lost may have been carried out, and who made it finds out. */
  readonly onceClient: webApi.WebClient;
  /** In HTTP mode, takes Slack's requests to `EVENTS_PATH`. */
  readonly requestListener?: HTTPReceiver['requestListener'];
  /** Signs in, then listens. Throws `slack-sign-in` or `slack-connect` with what to do. */
  start(gateway: Gateway): Promise<void>;
  /** Where the bot is installed; undefined before it signed in. */
  home(): Home | undefined;
  connected(): boolean;
  stop(): Promise<void>;
}

/** Builds the Bolt app; nothing reaches Slack before `start`. `wait` sleeps for a number of milliseconds. */
export function createSlackApp(
  config: SlackConfig,
  logger: Logger,
  wait: (ms: number) => Promise<unknown>,
): SlackApp {
  const clientOptions: webApi.WebClientOptions = {
    slackApiUrl: config.apiUrl,
    rejectRateLimitedCalls: true,
    timeout: 10_000,
    // Without one the Socket Mode client changes options that the listeners' clients share, and they retry 100 times.
    retryConfig: { retries: 2, minTimeout: 200, maxTimeout: 1_000 },
  };
  const socket =
    config.mode === 'socket'
      ? socketConnection({ appToken: config.appToken, clientOptions, logger, wait })
      : undefined;
  const http =
    config.mode === 'http'
      ? new HTTPReceiver({
          signingSecret: config.signingSecret,
          endpoints: EVENTS_PATH,
          bodyLimit: MOST_BODY_BYTES,
          logger: boltLogger(logger),
        })
      : undefined;
  const receiver = socket?.receiver ?? http;
  const app = new App({
    token: config.botToken,
    clientOptions,
    deferInitialization: true,
    logger: boltLogger(logger),
    ...(receiver && { receiver }),
  });
  const inFlight = trackInFlight();
  let home: Home | undefined;
  return {
    client: app.client,
    onceClient: new webApi.WebClient(config.botToken, {
      ...clientOptions,
      retryConfig: { retries: 0 },
      logger: boltLogger(logger),
    }),
    ...(http && { requestListener: http.requestListener }),
    home: () => home,
    connected: () => socket?.connected() ?? home !== undefined,
    start: async (gateway) => {
      listen(app, gateway, inFlight);
      home = await signIn(app, config);
      await socket?.start();
    },
    stop: async () => {
      await socket?.stop();
      await inFlight.settled(IN_FLIGHT_MS);
    },
  };
}

function listen(app: App, gateway: Gateway, inFlight: InFlight): void {
  app.command('/debug', inFlight.tracked(debugCommand(gateway)));
  const button = (actionId: string | RegExp, act: Parameters<typeof onClick>[1]) =>
    app.action<BlockAction<ButtonAction>>(actionId, inFlight.tracked(onClick(gateway, act)));
  button(ACTION.approve, review('approve'));
  button(ACTION.deny, review('deny'));
  button(ACTION.cancel, cancel);
  button(ACTION.end, endSession);
  button(ACTION.again, again);
  button(ACTION.acknowledge, acknowledge);
  button(ACTION.runAgain, runAgain);
  button(ACTION.stopRun, stopRun);
  button(ACTION.extend, extend);
  button(new RegExp(`^${ACTION.choose}\\d+$`), choose);
  const form = (callbackId: string, act: Parameters<typeof onSubmission>[1]) =>
    app.view<ViewSubmitAction>(callbackId, inFlight.tracked(onSubmission(gateway, act)));
  form(FORM.decide, reviewed);
  form(FORM.acknowledge, acknowledged);
  app.event('app_home_opened', inFlight.tracked(homeOpened(gateway)));
  app.message(inFlight.tracked(threadMessage(gateway)));
  app.shortcut<GlobalShortcut>('keyhole-debug', inFlight.tracked(builderShortcut(gateway)));
  app.shortcut<MessageShortcut>('keyhole-debug-message', inFlight.tracked(messageShortcut(gateway)));
  app.action<BlockAction<ButtonAction>>(OPEN_ACTION, inFlight.tracked(builderButton(gateway)));
  app.action<BlockAction>(BUILDER_ACTIONS, inFlight.tracked(changeForm(gateway)));
  app.options(BUILDER_ACTIONS, inFlight.tracked(suggest(gateway)));
  app.view<ViewSubmitAction>(BUILDER_FORM, inFlight.tracked(submitForm(gateway)));
  app.error(async (error) => {
    gateway.logger.error({ err: error }, 'Bolt');
  });
}

async function signIn(app: App, config: SlackConfig): Promise<Home> {
  const { team_id: team = '', enterprise_id: enterprise } = await bounded(
    app.init().then(() => app.client.auth.test()),
    SIGN_IN_MS,
    'slack-sign-in',
    `Keyhole could not sign in to Slack at ${config.apiUrl}: check SLACK_BOT_TOKEN, SLACK_API_URL and the network.`,
  );
  return { team, ...(typeof enterprise === 'string' && enterprise !== '' && { enterprise }) };
}
