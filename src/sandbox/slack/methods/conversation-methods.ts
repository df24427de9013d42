import { refuse } from '../answers.ts';
import type { Answer } from '../answers.ts';
import { knownChannel, refuseKind } from '../conversation-access.ts';
import type { Access } from '../conversation-access.ts';
import { isMember, personById } from '../directory.ts';
import { openDirectMessage, setMembership } from '../membership.ts';
import type { MethodArguments } from '../method-arguments.ts';
import { pageOf } from '../paging.ts';
import { RATES } from '../rate-limits.ts';
import type { MethodTable } from '../web-api.ts';
import type { Channel } from '../workspace.ts';
import type { World } from '../world.ts';

const readScopes = ['channels:read', 'groups:read', 'im:read', 'mpim:read'];

/** Methods about conversations and who is in them. */
export const conversationMethods: MethodTable = {
  'conversations.info': { token: 'bot', scopes: readScopes, rate: RATES.tier3, run: info },
  'conversations.list': { token: 'bot', scopes: readScopes, rate: RATES.tier2, run: list },
  'conversations.members': { token: 'bot', scopes: readScopes, rate: RATES.tier4, run: members },
  'conversations.join': { token: 'bot', scopes: ['channels:join'], rate: RATES.tier3, run: join },
  'conversations.open': { token: 'bot', scopes: ['im:write', 'mpim:write'], rate: RATES.tier3, run: open },
};

function info(call: MethodArguments, world: World): Answer {
  const access = readable(call, world);
  if (access.kind === 'refused') return access.answer;
  const count = call.flag('include_num_members') ? { num_members: access.channel.members.length } : {};
  return { ok: true, channel: { ...wireChannel(access.channel, world), ...count } };
}

function list(call: MethodArguments, world: World): Answer {
  const types = call.has('types') ? call.list('types') : ['public_channel'];
  const wanted = world.workspace.channels.filter((channel) => types.includes(typeOf(channel)));
  const refusals = types.map((type) => refuseType(type, world)).filter((answer) => answer !== undefined);
  if (refusals[0]) return refusals[0];
  const visible = wanted.filter((c) => !c.isPrivate || isMember(c, world.workspace.bot.userId));
  const page = pageOf(visible, call.text('cursor'), call.integer('limit', 100, 1000));
  if (!page) return refuse('invalid_cursor');
  const channels = page.items.map((channel) => wireChannel(channel, world));
  return { ok: true, channels, response_metadata: { next_cursor: page.next } };
}

function members(call: MethodArguments, world: World): Answer {
  const access = readable(call, world);
  if (access.kind === 'refused') return access.answer;
  const page = pageOf(access.channel.members, call.text('cursor'), call.integer('limit', 100, 1000));
  if (!page) return refuse('invalid_cursor');
  return { ok: true, members: page.items, response_metadata: { next_cursor: page.next } };
}

function join(call: MethodArguments, world: World): Answer {
  const access = knownChannel(call.text('channel'), world);
  if (access.kind === 'refused') return access.answer;
  if (access.channel.isPrivate) return refuse('method_not_supported_for_channel_type');
  const already = !setMembership(access.channel, world.workspace.bot.userId, true, world);
  const channel = wireChannel(access.channel, world);
  const warning = { warning: 'already_in_channel', response_metadata: { warnings: ['already_in_channel'] } };
  return { ok: true, channel, ...(already ? warning : {}) };
}

function open(call: MethodArguments, world: World): Answer {
  const [user, ...others] = call.list('users');
  if (user === undefined) return refuse('users_list_not_supplied');
  const { scopes } = world.manifest;
  const needed = others.length > 0 ? 'mpim:write' : 'im:write';
  if (!scopes.includes(needed)) return refuse('missing_scope', { needed, provided: scopes.join(',') });
  if (others.length > 0) return refuse('method_not_supported_for_channel_type');
  if (!personById(world.workspace, user)) return refuse('user_not_found');
  const { channel, isNew } = openDirectMessage(user, world);
  const shown = call.flag('return_im') ? wireChannel(channel, world) : { id: channel.id };
  return { ok: true, ...(isNew ? {} : { no_op: true, already_open: true }), channel: shown };
}

function readable(call: MethodArguments, world: World): Access {
  const access = knownChannel(call.text('channel'), world);
  if (access.kind === 'refused') return access;
  const refusal = refuseKind(access.channel, 'read', world);
  return refusal ? { kind: 'refused', answer: refusal } : access;
}

const TYPE_SCOPES: Readonly<Record<string, string>> = {
  public_channel: 'channels:read',
  private_channel: 'groups:read',
  im: 'im:read',
  mpim: 'mpim:read',
};

function refuseType(type: string, { manifest }: World): Answer | undefined {
  const needed = TYPE_SCOPES[type];
  if (needed === undefined) return refuse('invalid_types');
  if (manifest.scopes.includes(needed)) return undefined;
  return refuse('missing_scope', { needed, provided: manifest.scopes.join(',') });
}

function typeOf(channel: Channel): string {
  if (channel.isIm) return 'im';
  return channel.isPrivate ? 'private_channel' : 'public_channel';
}

/** recordings/slack/conversations.info.json; a direct message has a person in place of a name. */
function wireChannel(channel: Channel, { workspace }: World): object {
  const { id, name, isPrivate, isIm, isArchived = false, topic, purpose } = channel;
  const { bot, team } = workspace;
  const shared = {
    id,
    created: 0,
    is_archived: isArchived,
    is_im: isIm,
    is_org_shared: false,
    context_team_id: team.id,
  };
  if (isIm) {
    return { ...shared, user: channel.members.find((member) => member !== bot.userId), is_open: true };
  }
  return {
    ...shared,
    name,
    name_normalized: name,
    is_channel: !isPrivate,
    is_group: isPrivate,
    is_mpim: false,
    is_private: isPrivate,
    is_general: name === 'general',
    is_shared: false,
    is_ext_shared: false,
    is_member: isMember(channel, bot.userId),
    creator: channel.members[0],
    topic: { value: topic, creator: '', last_set: 0 },
    purpose: { value: purpose, creator: '', last_set: 0 },
    previous_names: [],
    updated: 0,
  };
}
