import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { CallLog } from './call-log.ts';
import { Deliveries, SLACK_TIMING } from './deliveries.ts';
import type { Timing } from './deliveries.ts';
import { OfferedOptions } from './elements/offered-options.ts';
import { EventStreams } from './event-stream.ts';
import { Faults } from './faults.ts';
import { Feed } from './feed.ts';
import { fileRoutes } from './file-routes.ts';
import { listenerFor } from './http.ts';
import { MessageStore } from './messages.ts';
import { allMethods } from './methods/all-methods.ts';
import { pageRoutes } from './page-files.ts';
import { personRoutes } from './person-api.ts';
import { personViewRoutes } from './person-views-api.ts';
import { RateLimits } from './rate-limits.ts';
import { responseUrlRoutes } from './response-url-route.ts';
import { ResponseUrls } from './response-urls.ts';
import { controlRoutes } from './sandbox-controls.ts';
import { PanelStreams, panelRoutes } from './side-panel.ts';
import type { SidePanel } from './side-panel.ts';
import { SignedHttp } from './signed-http.ts';
import { SocketMode } from './socket-mode.ts';
import { createTimestamps } from './timestamps.ts';
import { ToldTwice } from './told-twice.ts';
import { createCredentials } from './tokens-and-scopes.ts';
import { TriggerIds } from './trigger-ids.ts';
import { userGroupRoutes } from './user-group-control.ts';
import { Uploads } from './uploads.ts';
import { ViewStore } from './views/view-store.ts';
import { webApiRoutes } from './web-api.ts';
import { workspaceRoutes } from './workspace-control.ts';
import { acmeShop, keyholeManifest } from './workspace.ts';
import type { Manifest, Workspace } from './workspace.ts';
import type { World } from './world.ts';

export type SlackOptions = {
  /** 0 or absent: any free port of 127.0.0.1. */
  port?: number;
  workspace?: Workspace;
  manifest?: Manifest;
  /** Deliver by signed POST requests to this address instead of Socket Mode. */
  requestUrl?: string;
  /** How many times as many calls it takes as Slack's limits let it; 1 unless told. */
  pace?: number;
  /** Tell the app everything twice, as when acknowledgements are lost. */
  toldTwice?: boolean;
  /** Shown beside the conversations of the page. */
  panel?: SidePanel;
  /** Milliseconds since 1970; message timestamps, rate limits and expiries follow it, waits for acknowledgements do not. */
  now?: () => number;
  timing?: Partial<Timing>;
  /** Told of failures inside the sandbox itself; they go to standard error unless told. */
  onError?: (error: unknown) => void;
};

export type SandboxSlack = {
  url: string;
  apiUrl: string;
  botToken: string;
  appToken: string;
  signingSecret: string;
  workspace: Workspace;
  /** How many Socket Mode connections are open. */
  connections(): number;
  stop(): Promise<void>;
};

const PAGE = fileURLToPath(new URL('page', import.meta.url));

/** Starts a sandbox Slack on 127.0.0.1 with new random tokens; rejects when the port is taken. */
export async function startSlack(options: SlackOptions = {}): Promise<SandboxSlack> {
  const onError = options.onError ?? reportToStderr;
  const server = createServer();
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const world = createWorld(url, options, onError);
  const streams = new EventStreams(world.feed);
  const panelStreams = new PanelStreams(onError);
  const stopping = new AbortController();
  const api = {
    methods: allMethods,
    rates: new RateLimits(world.now, options.pace),
    faults: new Faults(),
    calls: new CallLog(),
    stopping: stopping.signal,
  };
  const routes = [
    ...webApiRoutes(api, world),
    ...responseUrlRoutes(world),
    ...fileRoutes(world),
    ...personRoutes(world, streams),
    ...personViewRoutes(world),
    ...controlRoutes({ calls: api.calls, faults: api.faults, sockets: world.sockets }),
    ...userGroupRoutes(world),
    ...workspaceRoutes(world),
    ...panelRoutes(options.panel, panelStreams),
    ...pageRoutes(PAGE, world),
  ];
  server.on('request', listenerFor(routes, onError));
  server.on('upgrade', (request, socket, head) => world.sockets.upgrade(request, socket, head));

  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    stopping.abort();
    streams.stop();
    panelStreams.stop();
    await world.deliveries.stop();
    await world.sockets.stop();
    await close(server);
  };

  const { botToken, appToken, signingSecret } = world.credentials;
  return {
    url,
    apiUrl: `${url}/api/`,
    botToken,
    appToken,
    signingSecret,
    workspace: world.workspace,
    connections: () => world.sockets.connections,
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

function createWorld(url: string, options: SlackOptions, onError: (error: unknown) => void): World {
  const now = options.now ?? Date.now;
  const timing = { ...SLACK_TIMING, ...options.timing };
  const workspace = structuredClone(options.workspace ?? acmeShop());
  const credentials = createCredentials();
  const sockets = new SocketMode(workspace.bot.appId, timing, now);
  const { signingSecret, verificationToken } = credentials;
  const transport =
    options.requestUrl === undefined
      ? sockets
      : new SignedHttp({
          requestUrl: options.requestUrl,
          signingSecret,
          verificationToken,
          ackMs: timing.ack,
          now,
        });
  return {
    url,
    workspace,
    manifest: options.manifest ?? keyholeManifest(),
    panelTitle: options.panel?.title,
    credentials,
    now,
    timestamps: createTimestamps(now),
    messages: new MessageStore(),
    uploads: new Uploads(),
    feed: new Feed(),
    triggers: new TriggerIds(now),
    responseUrls: new ResponseUrls(now),
    views: new ViewStore(now),
    offeredOptions: new OfferedOptions(),
    sockets,
    deliveries: new Deliveries(
      options.toldTwice ? new ToldTwice(transport) : transport,
      timing.eventRetries,
      onError,
    ),
  };
}

function reportToStderr(error: unknown): void {
  process.stderr.write(`sandbox Slack: ${error instanceof Error ? error.stack : String(error)}\n`);
}
