import type { Deliveries } from './deliveries.ts';
import type { OfferedOptions } from './elements/offered-options.ts';
import type { Feed } from './feed.ts';
import type { MessageStore } from './messages.ts';
import type { ResponseUrls } from './response-urls.ts';
import type { SocketMode } from './socket-mode.ts';
import type { Timestamps } from './timestamps.ts';
import type { Credentials } from './tokens-and-scopes.ts';
import type { TriggerIds } from './trigger-ids.ts';
import type { Uploads } from './uploads.ts';
import type { ViewStore } from './views/view-store.ts';
import type { Manifest, Workspace } from './workspace.ts';

/** Everything one running sandbox Slack is made of; handed to whoever needs a part of it. `url` is without a last slash. */
export type World = {
  readonly url: string;
  readonly workspace: Workspace;
  readonly manifest: Manifest;
  /** Of the panel beside the conversations, where there is one. */
  readonly panelTitle: string | undefined;
  readonly credentials: Credentials;
  readonly now: () => number;
  readonly timestamps: Timestamps;
  readonly messages: MessageStore;
  readonly uploads: Uploads;
  readonly feed: Feed;
  readonly triggers: TriggerIds;
  readonly responseUrls: ResponseUrls;
  readonly views: ViewStore;
  readonly offeredOptions: OfferedOptions;
  readonly sockets: SocketMode;
  readonly deliveries: Deliveries;
};
