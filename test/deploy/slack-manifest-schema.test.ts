import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { textOf } from './project.ts';

const text = (most: number, least = 1) => z.string().min(least).max(most);
const address = text(3500).regex(/^https:\/\//);
const names = z
  .array(text(50))
  .max(100)
  .refine((all) => new Set(all).size === all.length, 'names one twice');

/**
 * What Slack takes as a manifest, as far as these manifests use it: manifest.schema.1.0.0.json of github.com/slackapi/manifest-schema,
 * where a key that it does not know is refused, too.
 */
const manifest = z.strictObject({
  _metadata: z.strictObject({ major_version: z.literal(1), minor_version: z.literal(1) }),
  display_information: z.strictObject({
    name: text(35),
    description: text(140),
    background_color: z.string().regex(/^#[0-9a-fA-F]{3}([0-9a-fA-F]{3})?$/),
  }),
  features: z.strictObject({
    app_home: z.strictObject({
      home_tab_enabled: z.boolean(),
      messages_tab_enabled: z.boolean(),
      messages_tab_read_only_enabled: z.boolean(),
    }),
    bot_user: z.strictObject({ display_name: text(80), always_online: z.boolean() }),
    shortcuts: z
      .array(
        z.strictObject({
          name: text(24),
          type: z.enum(['message', 'global']),
          callback_id: text(255),
          description: text(150),
        }),
      )
      .min(1)
      .max(10),
    slash_commands: z
      .array(
        z.strictObject({
          command: text(32, 2).regex(/^\//),
          url: address.max(3000).optional(),
          description: text(2000),
          usage_hint: text(1000),
          should_escape: z.boolean(),
        }),
      )
      .min(1)
      .max(50),
  }),
  oauth_config: z.strictObject({ scopes: z.strictObject({ bot: z.array(text(50)).max(255) }) }),
  settings: z.strictObject({
    event_subscriptions: z.strictObject({ request_url: address.optional(), bot_events: names }),
    interactivity: z.strictObject({
      is_enabled: z.boolean(),
      request_url: address.optional(),
      message_menu_options_url: address.optional(),
    }),
    org_deploy_enabled: z.boolean(),
    socket_mode_enabled: z.boolean(),
    token_rotation_enabled: z.boolean(),
  }),
});

const socketMode: unknown = JSON.parse(textOf('deploy/slack/manifest.json'));
const http: unknown = JSON.parse(textOf('deploy/slack/manifest.http.json'));

describe("Slack's schema", () => {
  test.each([
    ['Socket Mode', socketMode],
    ['HTTP mode', http],
  ])('takes the manifest for %s', (_mode, given) => {
    expect(manifest.safeParse(given).error?.issues ?? []).toEqual([]);
  });
});

test('the manifest for HTTP mode is the other one with the addresses that Slack posts to', () => {
  const { features, settings, ...others } = manifest.parse(socketMode);
  const url = 'https://keyhole.example.com/slack/events';
  expect(manifest.parse(http)).toEqual({
    ...others,
    features: {
      ...features,
      slash_commands: features.slash_commands.map((command) => ({ ...command, url })),
    },
    settings: {
      ...settings,
      event_subscriptions: { ...settings.event_subscriptions, request_url: url },
      // Of forms whose choices come while someone types, Slack asks at an address of its own.
      interactivity: { ...settings.interactivity, request_url: url, message_menu_options_url: url },
      socket_mode_enabled: false,
    },
  });
});
