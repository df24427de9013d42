import { SocketModeReceiver, type webApi } from '@slack/bolt';
import { messageOf } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { boltLogger } from './bolt-logger.ts';
import { bounded } from './bounded.ts';

export interface SocketConnection {
  readonly receiver: SocketModeReceiver;
  connected(): boolean;
  /** Connects for the first time; throws `slack-connect` with what to do. Later it reconnects for ever. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** `start()` of the client can hang when Slack does not answer, so each attempt gets this long, in milliseconds. */
const ATTEMPT_MS = 15_000;
/** The client's own call must have ended by then: it may take this long and is not repeated. */
const OPEN_CALL_MS = 10_000;
const CANNOT_CONNECT =
  'Slack did not open a Socket Mode connection: check SLACK_APP_TOKEN and that Socket Mode is on for the app.';
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 15_000;

/**
 * A Socket Mode connection that is kept up here. The client's own reconnection waits five seconds at the least and, when
 * Slack cannot be reached at all, gives up with an unhandled rejection (socket-mode 3.1, `retrieveWSSURL`), which would end
 * a process that runs sessions.
 */
export function socketConnection(options: {
  appToken: string;
  clientOptions: webApi.WebClientOptions;
  logger: Logger;
  wait: (ms: number) => Promise<unknown>;
}): SocketConnection {
  const { appToken, clientOptions, logger, wait } = options;
  const receiver = new SocketModeReceiver({
    appToken,
    autoReconnectEnabled: false,
    installerOptions: {
      clientOptions: { ...clientOptions, timeout: OPEN_CALL_MS, retryConfig: { retries: 0 } },
    },
    logger: boltLogger(logger),
  });
  const socket = receiver.client;
  let connected = false;
  let connecting = false;
  let stopping = false;

  /** One attempt at a time: two `start()` of the client would leave a socket that nobody knows of. */
  const connect = async (): Promise<void> => {
    connecting = true;
    try {
      await bounded(socket.start(), ATTEMPT_MS, 'slack-connect', CANNOT_CONNECT);
      if (stopping) await socket.disconnect();
    } finally {
      connecting = false;
    }
  };
  const reconnect = async (): Promise<void> => {
    for (let pause = FIRST_PAUSE_MS; !stopping && !connected; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      try {
        await connect();
        logger.info('connected to Slack again');
      } catch (error) {
        logger.warn({ error: messageOf(error) }, 'Slack is away');
        await wait(pause);
      }
    }
  };
  socket.on('connected', () => {
    connected = true;
  });
  socket.on('disconnected', () => {
    // While an attempt to connect fails this is emitted too; that attempt goes on by itself.
    const was = connected;
    connected = false;
    if (was && !stopping && !connecting) void reconnect();
  });
  return {
    receiver,
    connected: () => connected,
    start: async () => {
      await connect();
      // It may have been closed again before anyone could notice.
      if (!connected && !stopping) void reconnect();
    },
    stop: async () => {
      stopping = true;
      if (connected) await socket.disconnect();
    },
  };
}
