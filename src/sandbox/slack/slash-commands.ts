import type { Delivered, Payload } from './deliveries.ts';
import { escapeText } from './mrkdwn-escape.ts';
import { post } from './posting.ts';
import { showAcknowledgement } from './response-messages.ts';
import type { ResponseTarget } from './response-urls.ts';
import { issueResponseUrl } from './response-url-route.ts';
import type { Channel, Person } from './workspace.ts';
import type { World } from './world.ts';

export type CommandOutcome =
  | { kind: 'acked'; response: unknown }
  | { kind: 'unknown'; command: string }
  | { kind: 'failed'; error: 'operation_timeout' | 'dispatch_failed' | 'invalid_response' };

/** Sends what a person typed after a slash to the app and shows what it acknowledges with, or Slackbot's words of failure. */
export async function runSlashCommand(
  typed: string,
  person: Person,
  channel: Channel,
  world: World,
): Promise<CommandOutcome> {
  const [, command = '', text = ''] = /^(\/\S*)\s*(.*)$/s.exec(typed.trim()) ?? [];
  if (!isInstalled(command, world)) return { kind: 'unknown', command };
  const target: ResponseTarget = { kind: 'command', channel: channel.id, user: person.id };
  const delivered = await world.deliveries.command(payloadOf(command, text, person, channel, target, world));
  const error = failureOf(delivered, target, world);
  if (error === undefined)
    return { kind: 'acked', response: delivered.kind === 'acked' ? delivered.response : undefined };
  post(
    {
      channel: channel.id,
      user: 'USLACKBOT',
      fromBot: false,
      subtype: 'bot_message',
      text: `${command} failed with the error "${error}"`,
      visibleTo: person.id,
    },
    world,
  );
  return { kind: 'failed', error };
}

function isInstalled(command: string, { manifest }: World): boolean {
  return manifest.scopes.includes('commands') && manifest.commands.some((one) => one.command === command);
}

function failureOf(delivered: Delivered, target: ResponseTarget, world: World) {
  if (delivered.kind === 'timed-out') return 'operation_timeout';
  if (delivered.kind !== 'acked') return 'dispatch_failed';
  return showAcknowledgement(delivered.response, target, world).ok ? undefined : 'invalid_response';
}

/** recordings/slack/SlashCommandPayload.json, without the enterprise fields of a Grid workspace. */
function payloadOf(
  command: string,
  text: string,
  person: Person,
  channel: Channel,
  target: ResponseTarget,
  world: World,
): Payload {
  const { workspace, credentials, triggers } = world;
  return {
    token: credentials.verificationToken,
    team_id: workspace.team.id,
    team_domain: workspace.team.domain,
    channel_id: channel.id,
    // Slack never tells a private channel's name to a command.
    channel_name: channel.isPrivate && !channel.isIm ? 'privategroup' : channel.name,
    user_id: person.id,
    user_name: person.name,
    command,
    text: escapeText(text),
    api_app_id: workspace.bot.appId,
    is_enterprise_install: false,
    response_url: issueResponseUrl(target, world),
    trigger_id: triggers.issue(person.id),
  };
}
