import type { Manifest } from './workspace.ts';

/** The parts of Slack's app manifest (docs.slack.dev, "App manifest reference") that the sandbox looks into. */
export interface AppManifest {
  readonly features: {
    readonly slash_commands: readonly {
      readonly command: string;
      readonly description: string;
      readonly usage_hint: string;
    }[];
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
  };
}
