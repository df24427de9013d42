import { refuse } from '../answers.ts';
import type { Answer } from '../answers.ts';
import { personById, userGroupById } from '../directory.ts';
import { botProfile } from '../message-shapes.ts';
import type { MethodArguments } from '../method-arguments.ts';
import { pageOf } from '../paging.ts';
import { RATES } from '../rate-limits.ts';
import type { MethodTable } from '../web-api.ts';
import type { Person, UserGroup } from '../workspace.ts';
import type { World } from '../world.ts';

const groupScopes = ['usergroups:read'];

/** When a group was switched off, in seconds since 1970; the sandbox keeps no time of it. */
const SWITCHED_OFF_AT = 1;

/** Methods about who and what there is: the team, the bot, people and user groups. */
export const workspaceMethods: MethodTable = {
  'team.info': { token: 'bot', scopes: ['team:read'], rate: RATES.tier3, run: teamInfo },
  'bots.info': { token: 'bot', scopes: ['users:read'], rate: RATES.tier3, run: botsInfo },
  'users.info': { token: 'bot', scopes: ['users:read'], rate: RATES.tier4, run: usersInfo },
  'users.list': { token: 'bot', scopes: ['users:read'], rate: RATES.tier2, run: usersList },
  'users.lookupByEmail': {
    token: 'bot',
    scopes: ['users:read.email'],
    rate: RATES.tier3,
    run: lookupByEmail,
  },
  'usergroups.list': { token: 'bot', scopes: groupScopes, rate: RATES.tier2, run: groupsList },
  'usergroups.users.list': { token: 'bot', scopes: groupScopes, rate: RATES.tier2, run: groupUsers },
};

function teamInfo(_call: MethodArguments, { workspace, url }: World): Answer {
  const { id, name, domain } = workspace.team;
  return {
    ok: true,
    team: { id, name, domain, email_domain: 'example.com', icon: { image_default: true }, url },
  };
}

function botsInfo(call: MethodArguments, world: World): Answer {
  const wanted = call.text('bot');
  if (wanted !== undefined && wanted !== world.workspace.bot.botId) return refuse('bot_not_found');
  const { team_id: _team, ...bot } = botProfile(world);
  return { ok: true, bot: { ...bot, user_id: world.workspace.bot.userId } };
}

function usersInfo(call: MethodArguments, world: World): Answer {
  const id = call.text('user') ?? '';
  const person = personById(world.workspace, id);
  if (person) return { ok: true, user: wireUser(person, world) };
  return id === world.workspace.bot.userId ? { ok: true, user: botUser(world) } : refuse('user_not_found');
}

function usersList(call: MethodArguments, world: World): Answer {
  const all = [...world.workspace.people.map((person) => wireUser(person, world)), botUser(world)];
  const page = pageOf(all, call.text('cursor'), call.integer('limit', 1000, 1000));
  if (!page) return refuse('invalid_cursor');
  const cacheTs = Math.floor(world.now() / 1000);
  return { ok: true, members: page.items, cache_ts: cacheTs, response_metadata: { next_cursor: page.next } };
}

function lookupByEmail(call: MethodArguments, world: World): Answer {
  const email = call.text('email')?.toLowerCase();
  const person = world.workspace.people.find((one) => one.email.toLowerCase() === email);
  return person ? { ok: true, user: wireUser(person, world) } : refuse('users_not_found');
}

function groupsList(call: MethodArguments, { workspace }: World): Answer {
  if (workspace.team.plan === 'free') return refuse('plan_upgrade_required');
  const shown = workspace.userGroups.filter((group) => group.isEnabled || call.flag('include_disabled'));
  return { ok: true, usergroups: shown.map((group) => wireGroup(group, workspace.team.id, call)) };
}

function groupUsers(call: MethodArguments, { workspace }: World): Answer {
  if (workspace.team.plan === 'free') return refuse('plan_upgrade_required');
  const group = userGroupById(workspace, call.text('usergroup') ?? '');
  const isShown = group?.isEnabled || call.flag('include_disabled');
  return group && isShown ? { ok: true, users: group.users } : refuse('no_such_subteam');
}

/** recordings/slack/users.info.json; the address is there only with the scope users:read.email. */
function wireUser(person: Person, { workspace, manifest }: World): object {
  const { id, name, realName, email, title, isDeactivated = false } = person;
  const [firstName, ...rest] = realName.split(' ');
  const profile = {
    title,
    real_name: realName,
    real_name_normalized: realName,
    display_name: name,
    display_name_normalized: name,
    first_name: firstName,
    last_name: rest.join(' '),
    status_text: '',
    status_emoji: '',
    team: workspace.team.id,
    ...(manifest.scopes.includes('users:read.email') ? { email } : {}),
  };
  const flags = userFlags(id, name, realName, workspace.team.id);
  return { ...flags, deleted: isDeactivated, profile, is_bot: false };
}

function botUser({ workspace }: World): object {
  const { userId, botId, appId, name, appName } = workspace.bot;
  const profile = {
    real_name: appName,
    display_name: '',
    bot_id: botId,
    api_app_id: appId,
    always_active: true,
    team: workspace.team.id,
  };
  return { ...userFlags(userId, name, appName, workspace.team.id), profile, is_bot: true };
}

function userFlags(id: string, name: string, realName: string, teamId: string): object {
  return {
    id,
    team_id: teamId,
    name,
    deleted: false,
    color: '9f69e7',
    real_name: realName,
    tz: 'Etc/UTC',
    tz_label: 'Coordinated Universal Time',
    tz_offset: 0,
    is_admin: false,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: false,
    is_ultra_restricted: false,
    is_app_user: false,
    updated: 0,
    is_email_confirmed: true,
    who_can_share_contact_card: 'EVERYONE',
  };
}

/** recordings/slack/usergroups.list.json; people and their number are there only when they are asked for. */
function wireGroup(group: UserGroup, teamId: string, call: MethodArguments): object {
  const { id, name, description, handle, isEnabled, users } = group;
  return {
    id,
    team_id: teamId,
    is_usergroup: true,
    is_subteam: true,
    name,
    description,
    handle,
    is_external: false,
    date_create: 0,
    date_update: 0,
    date_delete: isEnabled ? 0 : SWITCHED_OFF_AT,
    prefs: { channels: [], groups: [] },
    ...(call.flag('include_count') ? { user_count: users.length } : {}),
    ...(call.flag('include_users') ? { users } : {}),
  };
}
