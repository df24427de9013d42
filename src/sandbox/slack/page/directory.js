/** Looks up who and what an id stands for in the workspace. */

const PALETTE = ['#0b6a86', '#7a5c00', '#a34a12', '#47701c', '#0f6f66', '#2459b8', '#7446b8', '#b02a57'];

/** A colour that always belongs to this id; white text on each of them has a contrast of at least 4.5. */
export function colourOf(id) {
  let hash = 0;
  for (const character of String(id)) hash = (hash * 31 + character.charCodeAt(0)) >>> 0;
  return PALETTE[hash % PALETTE.length];
}

/** Initials of at most two words. */
export function initialsOf(name) {
  const words = String(name).split(/\s+/).filter(Boolean);
  return [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => [...(word ?? '')][0] ?? '')
    .join('')
    .toUpperCase();
}

/** Where a person meets the app; everybody has both. */
const PLACES = new Set(['home', 'messages']);

export function makeDirectory(workspace) {
  const people = new Map(workspace.people.map((person) => [person.id, person]));
  const channels = new Map(workspace.channels.map((channel) => [channel.id, channel]));
  const groups = new Map(workspace.userGroups.map((group) => [group.id, group]));
  const { bot } = workspace;

  /** {id, name, title, isBot} of a person, the bot or Slackbot; unknown ids are their own name. */
  function user(id, isBot = false) {
    const person = people.get(id);
    if (person) return { id, name: person.realName || person.name, title: person.title, isBot: false };
    if (id === bot.userId || (isBot && id !== 'USLACKBOT'))
      return { id: bot.userId, name: bot.appName, isBot: true };
    if (id === 'USLACKBOT') return { id, name: 'Slackbot', isBot: false };
    return { id, name: id ?? 'Somebody', isBot: false };
  }

  /** The first name of who talks with the app in a direct message. */
  function partner(members) {
    return user(members.find((id) => id !== bot.userId)).name.split(' ')[0];
  }

  function maySee(channelId, personId) {
    if (PLACES.has(channelId)) return true;
    const channel = channels.get(channelId);
    return channel !== undefined && (!channel.isPrivate || channel.members.includes(personId));
  }

  return {
    workspace,
    user,
    channel: (id) => channels.get(id),
    /** What a conversation is called and which drawing stands before it; a direct message is one with the app. */
    titleOf: ({ name, isIm, isPrivate, members }) =>
      isIm
        ? { text: `${bot.appName} with ${partner(members)}`, icon: 'keyhole' }
        : { text: name, icon: isPrivate ? 'lock' : 'hash' },
    /** What a channel, or "home" or "messages", is called. */
    placeName: (id) => (PLACES.has(id) ? bot.appName : channels.get(id).name),
    /** The conversation between the app and a person, once there is one. */
    messagesOf: (personId) =>
      workspace.channels.find((channel) => channel.isIm && channel.members.includes(personId)),
    /** {handle, users} of a user group; undefined when there is none. */
    userGroup: (id) => groups.get(id),
    /** The channels a person may know of: all public ones, and the private ones with them in it. */
    channelsFor: (personId) => workspace.channels.filter((channel) => maySee(channel.id, personId)),
    maySee,
    isMember: (channelId, userId) => channels.get(channelId)?.members.includes(userId) ?? false,
  };
}
