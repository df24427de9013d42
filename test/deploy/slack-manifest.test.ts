import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { sourcesIn, textOf } from './project.ts';

/**
 * The bot scopes that each Web API method needs, by docs.slack.dev/reference/methods. A new call belongs here, and its
 * scope into the manifest.
 */
const SCOPES_OF_METHODS: Readonly<Record<string, readonly string[]>> = {
  'auth.test': [],
  'chat.postMessage': ['chat:write'],
  'chat.postEphemeral': ['chat:write'],
  'chat.update': ['chat:write'],
  'chat.getPermalink': [],
  // files.getUploadURLExternal and files.completeUploadExternal.
  filesUploadV2: ['files:write'],
  // Of public and of private channels.
  'conversations.info': ['channels:read', 'groups:read'],
  'conversations.members': ['channels:read', 'groups:read'],
  // To find a message of its own whose post nobody answered.
  'conversations.history': ['channels:history', 'groups:history'],
  'conversations.replies': ['channels:history', 'groups:history'],
  'usergroups.list': ['usergroups:read'],
  // The address in the profile takes a scope of its own: the policy names groups by it.
  'users.info': ['users:read', 'users:read.email'],
  // Takes a trigger of something that the person did, and no scope.
  'views.open': [],
  // Takes the id of a form that was opened so.
  'views.update': [],
  'views.publish': [],
};

/** What listening takes; clicks on the bot's own buttons take nothing. */
const SCOPES_OF_LISTENERS: Readonly<Record<string, readonly string[]>> = {
  command: ['commands'],
  shortcut: ['commands'],
  options: [],
  action: [],
  // What each event takes: SCOPES_OF_EVENTS.
  event: [],
  // `message.channels` and `message.groups`.
  message: ['channels:history', 'groups:history'],
  view: [],
  error: [],
};

/** The scopes that each event takes (docs.slack.dev/reference/events). */
const SCOPES_OF_EVENTS: Readonly<Record<string, readonly string[]>> = {
  app_home_opened: [],
};

const source = sourcesIn('src/slack')
  .map((file) => textOf(file))
  .join('\n');
const manifest = z
  .object({
    features: z.object({
      app_home: z.strictObject({
        home_tab_enabled: z.boolean(),
        messages_tab_enabled: z.boolean(),
        messages_tab_read_only_enabled: z.boolean(),
      }),
      shortcuts: z.array(z.looseObject({ callback_id: z.string(), type: z.enum(['global', 'message']) })),
      slash_commands: z.array(z.looseObject({ command: z.string() })),
    }),
    oauth_config: z.strictObject({ scopes: z.strictObject({ bot: z.array(z.string()) }) }),
    settings: z.strictObject({
      event_subscriptions: z.strictObject({ bot_events: z.array(z.string()) }),
      interactivity: z.strictObject({ is_enabled: z.boolean() }),
      org_deploy_enabled: z.boolean(),
      socket_mode_enabled: z.boolean(),
      token_rotation_enabled: z.boolean(),
    }),
  })
  .parse(JSON.parse(textOf('deploy/slack/manifest.json')));

const found = (pattern: RegExp) =>
  [...new Set([...source.matchAll(pattern)].map((match) => match[1] ?? ''))].sort();
const methods = found(/\bclient\s*\.((?:\w+\.)?\w+)\s*\(/g);
const listeners = found(
  /\bapp\.(command|action|event|message|shortcut|view|options|function|assistant|error)\b/g,
);

describe("Slack's manifest", () => {
  test('the tables name all that the code calls and listens to, and no other', () => {
    expect(methods).toEqual(Object.keys(SCOPES_OF_METHODS).sort());
    expect(listeners).toEqual(Object.keys(SCOPES_OF_LISTENERS).sort());
  });

  test('asks for exactly the scopes that these take', () => {
    const needed = [SCOPES_OF_METHODS, SCOPES_OF_LISTENERS, SCOPES_OF_EVENTS].flatMap((table) =>
      Object.values(table).flat(),
    );
    expect(manifest.oauth_config.scopes.bot.toSorted()).toEqual([...new Set(needed)].sort());
  });

  test('has a Home tab, and lets it write to people, who are not invited to write back', () => {
    expect(manifest.features.app_home).toEqual({
      home_tab_enabled: true,
      messages_tab_enabled: true,
      messages_tab_read_only_enabled: true,
    });
  });

  test('declares exactly the slash commands that the code listens to', () => {
    const commands = manifest.features.slash_commands.map(({ command }) => command);
    expect(commands.sort()).toEqual(found(/\bapp\.command\('(\/[^']+)'/g));
  });

  test.each([
    ['global', found(/\bapp\.shortcut<GlobalShortcut>\('([^']+)'/g)],
    ['message', found(/\bapp\.shortcut<MessageShortcut>\('([^']+)'/g)],
  ])('declares exactly the %s shortcuts that the code listens to', (kind, listened) => {
    const shortcuts = manifest.features.shortcuts.filter(({ type }) => type === kind);
    expect(shortcuts.map(({ callback_id: id }) => id).sort()).toEqual(listened);
  });

  test('every listener says by its name or type what it listens to, so that none is passed over here', () => {
    const listening = [...source.matchAll(/\bapp\.(command|event|shortcut)\b([^\n]*)/g)];
    const known = /^(\('|<(GlobalShortcut|MessageShortcut)>\(')/;
    expect(listening.filter(([, , rest = '']) => !known.test(rest)).map(([line]) => line)).toEqual([]);
  });

  test('nothing but src/slack speaks to Slack', () => {
    const others = sourcesIn('src').filter((file) => !/^src\/(slack|sandbox|demo)\//.test(file));
    const speaking = others.filter((file) => /\bclient\s*\.\w+\.\w+\s*\(|from '@slack/.test(textOf(file)));
    expect(speaking).toEqual([]);
  });

  test('subscribes to exactly the events that the code listens to', () => {
    const messages = listeners.includes('message') ? ['message.channels', 'message.groups'] : [];
    expect(manifest.settings.event_subscriptions.bot_events.toSorted()).toEqual(
      [...found(/\bapp\.event\('(\w+)'/g), ...messages].sort(),
    );
    expect(Object.keys(SCOPES_OF_EVENTS).sort()).toEqual(found(/\bapp\.event\('(\w+)'/g));
  });

  test('has Socket Mode and clicks on, and tokens that stay as they are', () => {
    const { event_subscriptions: _events, ...settings } = manifest.settings;
    expect(settings).toEqual({
      interactivity: { is_enabled: true },
      org_deploy_enabled: false,
      socket_mode_enabled: true,
      token_rotation_enabled: false,
    });
  });
});
