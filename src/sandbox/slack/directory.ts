import type { Channel, Person, UserGroup, Workspace } from './workspace.ts';

/** Look-ups in a workspace; every function is a plain question with `undefined` for "there is none". */
export function personById(workspace: Workspace, id: string): Person | undefined {
  return workspace.people.find((person) => person.id === id);
}

export function userGroupById(workspace: Workspace, id: string): UserGroup | undefined {
  return workspace.userGroups.find((group) => group.id === id);
}

export function channelById(workspace: Workspace, id: string): Channel | undefined {
  return workspace.channels.find((channel) => channel.id === id);
}

/** A channel by its id, or by its name with or without the leading `#`, as only the posting methods allow. */
export function channelByIdOrName(workspace: Workspace, idOrName: string): Channel | undefined {
  const name = idOrName.replace(/^#/, '');
  return workspace.channels.find(
    (channel) => channel.id === idOrName || (!channel.isIm && channel.name === name),
  );
}

export function isMember(channel: Channel, userId: string): boolean {
  return channel.members.includes(userId);
}

/** Whether a person may read a channel: anybody reads a public one, only members a private one. */
export function maySee(channel: Channel, userId: string): boolean {
  return !channel.isPrivate || isMember(channel, userId);
}

/** The direct message between the bot and a person, made when there is none. */
export function directMessage(workspace: Workspace, userId: string): { channel: Channel; isNew: boolean } {
  const { bot, channels } = workspace;
  const known = channels.find((channel) => channel.isIm && isMember(channel, userId));
  if (known) return { channel: known, isNew: false };
  const channel: Channel = {
    id: `D${userId.slice(1)}`,
    name: 'directmessage',
    isPrivate: true,
    isIm: true,
    topic: '',
    purpose: '',
    members: [userId, bot.userId],
  };
  channels.push(channel);
  return { channel, isNew: true };
}
