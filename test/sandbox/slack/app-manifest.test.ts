import { describe, expect, test } from '@jest/globals';
import { grantedBy } from '../../../src/sandbox/slack/app-manifest.ts';

const least = {
  features: { slash_commands: [{ command: '/debug', description: 'd', usage_hint: 'u' }] },
  oauth_config: { scopes: { bot: ['commands'] } },
  settings: { socket_mode_enabled: true },
};

describe('what a workspace grants to an app', () => {
  test('of a manifest with the least in it', () => {
    expect(grantedBy(least)).toEqual({
      scopes: ['commands'],
      events: [],
      commands: [{ command: '/debug', description: 'd', usageHint: 'u' }],
      shortcuts: [],
      homeTab: false,
      messagesTab: 'writable',
    });
  });

  test('with shortcuts and events', () => {
    const shortcuts = [
      { name: 'Ask', type: 'global', callback_id: 'ask', description: 'd' },
      { name: 'Look', type: 'message', callback_id: 'look', description: 'd' },
    ];
    const settings = { ...least.settings, event_subscriptions: { bot_events: ['app_home_opened'] } };
    const granted = grantedBy({ ...least, features: { ...least.features, shortcuts }, settings });
    expect(granted).toMatchObject({
      events: ['app_home_opened'],
      shortcuts: [
        { kind: 'global', callbackId: 'ask', name: 'Ask' },
        { kind: 'message', callbackId: 'look', name: 'Look' },
      ],
    });
  });

  test.each([
    [{ home_tab_enabled: true }, { homeTab: true, messagesTab: 'writable' }],
    [{ messages_tab_read_only_enabled: true }, { homeTab: false, messagesTab: 'read-only' }],
    [{ messages_tab_enabled: false }, { homeTab: false, messagesTab: 'off' }],
  ])('with %j', (app_home, tabs) => {
    expect(grantedBy({ ...least, features: { ...least.features, app_home } })).toMatchObject(tabs);
  });
});
