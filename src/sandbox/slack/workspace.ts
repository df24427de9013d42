/** A person of the sandbox workspace. `name` is the handle that commands and mentions use. */
export type Person = {
  id: string;
  name: string;
  realName: string;
  email: string;
  title: string;
  /** Their account is closed; what they wrote stays. */
  isDeactivated?: boolean;
};

/** A conversation; `members` are user ids and may hold the bot's. A direct message is private and has `isIm`. */
export type Channel = {
  id: string;
  name: string;
  isPrivate: boolean;
  isIm: boolean;
  topic: string;
  purpose: string;
  members: string[];
  /** It can be read, and nobody writes in it. */
  isArchived?: boolean;
};

/** Somebody switches a group off and on again; Slack keeps its people meanwhile. */
export type UserGroup = {
  id: string;
  handle: string;
  name: string;
  description: string;
  isEnabled: boolean;
  users: string[];
};

export type Bot = { userId: string; botId: string; appId: string; name: string; appName: string };

/** Everything that exists before the first message. User groups need a paid plan, as Slack's do. */
export type Workspace = {
  team: { id: string; name: string; domain: string; plan: 'paid' | 'free' };
  bot: Bot;
  people: Person[];
  channels: Channel[];
  userGroups: UserGroup[];
};

/** A shortcut of the app: from anywhere (`global`), or from the menu of a message. */
export type Shortcut = { kind: 'global' | 'message'; callbackId: string; name: string; description: string };

/** What an app's manifest declares and the workspace has granted. `events` are Events API subscriptions. */
export type Manifest = {
  scopes: string[];
  events: string[];
  commands: { command: string; description: string; usageHint: string }[];
  shortcuts: Shortcut[];
  homeTab: boolean;
  /** Whether people may write to the app, or only read what it writes to them, or neither. */
  messagesTab: 'writable' | 'read-only' | 'off';
};

/** The bundled company: an engineer who asks, two who approve, and a stranger. A new copy each call. */
export function acmeShop(): Workspace {
  const everyone = ['U0ALICE', 'U0BOB', 'U0CAROL', 'U0MALLORY'];
  return {
    team: { id: 'T0ACME', name: 'Acme Shop', domain: 'acme-shop', plan: 'paid' },
    bot: { userId: 'U0KEYHOLE', botId: 'B0KEYHOLE', appId: 'A0KEYHOLE', name: 'keyhole', appName: 'Keyhole' },
    people: [
      person('U0ALICE', 'alice', 'Alice Kim', 'On-call engineer'),
      person('U0BOB', 'bob', 'Bob Reyes', 'SRE'),
      person('U0CAROL', 'carol', 'Carol Weiss', 'SRE lead'),
      person('U0MALLORY', 'mallory', 'Mallory Quinn', 'Marketing'),
    ],
    channels: [
      channel('C0INCIDENT', 'incident-42', 'Checkout is slow in prod-eu', [...everyone, 'U0KEYHOLE']),
      channel('C0GENERAL', 'general', 'Company-wide announcements', everyone),
      {
        ...channel('C0PAYMENTS', 'payments-private', 'Payments team', ['U0ALICE', 'U0BOB']),
        isPrivate: true,
      },
    ],
    userGroups: [
      userGroup('S0SRE', 'sre', 'Site reliability', 'Approves production access', ['U0BOB', 'U0CAROL']),
      userGroup('S0PAYMENTS', 'payments', 'Payments', 'Owns checkout', ['U0ALICE', 'U0CAROL']),
    ],
  };
}

/** The scopes, events and command that Keyhole's manifest asks for. A new copy each call. */
export function keyholeManifest(): Manifest {
  return {
    scopes: [
      'commands',
      'chat:write',
      'files:write',
      'users:read',
      'users:read.email',
      'usergroups:read',
      'im:write',
      'channels:read',
      'groups:read',
      'app_mentions:read',
      'channels:history',
      'groups:history',
    ],
    events: ['app_mention', 'message.channels', 'message.groups'],
    commands: [
      {
        command: '/debug',
        description: 'Ask for an approved debug container in a running pod',
        usageHint: 'pod <pod> <image> [-- command]',
      },
    ],
    shortcuts: [],
    homeTab: false,
    messagesTab: 'writable',
  };
}

function person(id: string, name: string, realName: string, title: string): Person {
  return { id, name, realName, email: `${name}@example.com`, title };
}

function userGroup(
  id: string,
  handle: string,
  name: string,
  description: string,
  users: string[],
): UserGroup {
  return { id, handle, name, description, isEnabled: true, users };
}

function channel(id: string, name: string, topic: string, members: string[]): Channel {
  return { id, name, isPrivate: false, isIm: false, topic, purpose: topic, members: [...members] };
}
