import type { Manifest } from './workspace.ts';

/** The parts of Slack's app manifest (docs.slack.dev, "App manifest reference") that the sandbox looks into. */
export interface AppManifest {
  readonly features: {
    readonly slash_commands: readonly {
      readonly command: string;
      readonly description: string;
      readonly usage_hint: string;
    }[];
    readonly shortcuts?: readonly {
      readonly name: string;
      /** "global" or "message". */
      readonly type: string;
      readonly callback_id: string;
      readonly description: string;
    }[];
    readonly app_home?: {
      readonly home_tab_enabled?: boolean;
      readonly messages_tab_enabled?: boolean;
      readonly messages_tab_read_only_enabled?: boolean;
    };
  };
  readonly oauth_config: { readonly scopes: { readonly bot: readonly string[] } };
  readonly settings: {
    readonly socket_mode_enabled: boolean;
    readonly event_subscriptions?: { readonly bot_events?: readonly string[] };
  };
}

/** What a workspace grants to an app that was installed from this manifest. */
export function grantedBy({ features, oauth_config, settings }: AppManifest): Manifest {
  return {
    scopes: [...oauth_config.scopes.bot],
    events: [...(settings.event_subscriptions?.bot_events ?? [])],
    commands: features.slash_commands.map(({ command, description, usage_hint }) => ({
      command,
      description,
      usageHint: usage_hint,
    })),
    shortcuts: (features.shortcuts ?? []).map(({ type, callback_id, name, description }) => ({
      kind: type === 'message' ? 'message' : 'global',
      callbackId: callback_id,
      name,
      description,
    })),
    homeTab: features.app_home?.home_tab_enabled ?? false,
    messagesTab: messagesTabOf(features.app_home ?? {}),
  };
}

function messagesTabOf({
  messages_tab_enabled: isOn = true,
  messages_tab_read_only_enabled: isReadOnly = false,
}: NonNullable<AppManifest['features']['app_home']>): Manifest['messagesTab'] {
  if (!isOn) return 'off';
  return isReadOnly ? 'read-only' : 'writable';
}
