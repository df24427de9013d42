import { channelById, isMember } from './directory.ts';
import { refuse } from './answers.ts';
import type { Answer } from './answers.ts';
import type { Channel } from './workspace.ts';
import type { World } from './world.ts';

export type Access = { kind: 'channel'; channel: Channel } | { kind: 'refused'; answer: Answer };

/**
 * The channel that the bot may act in. A private channel it is not in does not exist for it (`channel_not_found`),
 * a public one it is not in is `not_in_channel`.
 */
export function joinedChannel(id: string | undefined, world: World): Access {
  const access = knownChannel(id, world);
  if (access.kind === 'refused' || isMember(access.channel, world.workspace.bot.userId)) return access;
  return { kind: 'refused', answer: refuse('not_in_channel') };
}

/** The channel that the bot may write in: one that it is in and that is not archived. */
export function writableChannel(id: string | undefined, world: World): Access {
  const access = joinedChannel(id, world);
  if (access.kind === 'refused' || !access.channel.isArchived) return access;
  return { kind: 'refused', answer: refuse('is_archived') };
}

/** The channel that the bot may know about: any public one, and private ones it is in. */
export function knownChannel(id: string | undefined, { workspace }: World): Access {
  const channel = id ? channelById(workspace, id) : undefined;
  const isHidden = channel?.isPrivate && !isMember(channel, workspace.bot.userId);
  if (!channel || isHidden) return { kind: 'refused', answer: refuse('channel_not_found') };
  return { kind: 'channel', channel };
}

/** Refuses when the scope that this kind of conversation needs was not granted, such as `groups:read`. */
export function refuseKind(
  channel: Channel,
  right: 'read' | 'history',
  { manifest }: World,
): Answer | undefined {
  const prefix = channel.isIm ? 'im' : channel.isPrivate ? 'groups' : 'channels';
  const needed = `${prefix}:${right}`;
  if (manifest.scopes.includes(needed)) return undefined;
  return refuse('missing_scope', { needed, provided: manifest.scopes.join(',') });
}
