import type { Payload } from './deliveries.ts';
import type { Channel, Person } from './workspace.ts';
import type { World } from './world.ts';

/** What every interaction says of who acted where, except the trigger id (recordings/slack/BlockActionPayload.json). */
export function interactionFields(person: Person, { workspace, credentials }: World): Payload {
  const { team, bot } = workspace;
  return {
    user: { id: person.id, username: person.name, name: person.name, team_id: team.id },
    api_app_id: bot.appId,
    token: credentials.verificationToken,
    team: { id: team.id, domain: team.domain },
    enterprise: null,
    is_enterprise_install: false,
  };
}

/** A channel as interactions name it; Slack never tells them a private channel's name. */
export function namedChannel(channel: Channel): { id: string; name: string } {
  return { id: channel.id, name: channel.isPrivate && !channel.isIm ? 'privategroup' : channel.name };
}
