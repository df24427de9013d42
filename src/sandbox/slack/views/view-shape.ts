import type { StateValues } from '../elements/state-values.ts';
import type { World } from '../world.ts';
import type { View } from './view.ts';

/** A view as replies and payloads carry it (recordings/slack/views.open.json, ViewSubmissionPayload.json). */
export function wireView(
  { id, rootId, previousId, content, hash, state }: View,
  { workspace }: World,
): Record<string, unknown> {
  const { team, bot } = workspace;
  const { title, submit, close, ...rest } = content;
  return {
    id,
    team_id: team.id,
    ...rest,
    ...(content.type === 'modal' ? { title, submit: submit ?? null, close: close ?? null } : {}),
    state: { values: state satisfies StateValues },
    hash,
    root_view_id: rootId,
    previous_view_id: previousId ?? null,
    app_id: bot.appId,
    app_installed_team_id: team.id,
    bot_id: bot.botId,
  };
}
