import { announceMembership } from './app-events.ts';
import { directMessage, isMember } from './directory.ts';
import { post } from './posting.ts';
import type { Channel } from './workspace.ts';
import type { World } from './world.ts';

/** Lets somebody, or the bot, join or leave a channel; false when nothing changed. Everybody in it is told. */
export function setMembership(channel: Channel, userId: string, member: boolean, world: World): boolean {
  if (isMember(channel, userId) === member) return false;
  const say = (): void => {
    const [subtype, done] = member ? ['channel_join', 'joined'] : ['channel_leave', 'left'];
    const fromBot = userId === world.workspace.bot.userId;
    const text = `<@${userId}> has ${done} the channel`;
    post({ channel: channel.id, user: userId, fromBot, text, subtype }, world);
    announceMembership(member ? 'joined' : 'left', userId, channel, world);
  };
  if (!member) say();
  if (member) channel.members.push(userId);
  else channel.members.splice(channel.members.indexOf(userId), 1);
  if (member) say();
  world.feed.publish({ type: 'channel_changed', channel: channel.id, about: userId });
  return true;
}

/** The direct message between the bot and a person; when it is new, the person is told of it. */
export function openDirectMessage(userId: string, world: World): { channel: Channel; isNew: boolean } {
  const opened = directMessage(world.workspace, userId);
  if (opened.isNew)
    world.feed.publish({ type: 'channel_changed', channel: opened.channel.id, about: userId });
  return opened;
}
