import { readValues } from './body-values.ts';
import { channelById, personById } from './directory.ts';
import { json } from './http.ts';
import type { HttpReply, HttpRequest, Route } from './http.ts';
import { MethodArguments } from './method-arguments.ts';
import { refusePerson } from './person-answers.ts';
import type { World } from './world.ts';

/** What admins of a workspace do: they archive channels and deactivate people, and take that back. */
export function workspaceRoutes({ workspace, feed }: World): Route[] {
  const archive = async (request: HttpRequest): Promise<HttpReply> => {
    const body = await readValues(request);
    const channel = channelById(workspace, request.params['channelId'] ?? '');
    if (body.kind === 'malformed' || !channel) return refusePerson('channel_not_found');
    channel.isArchived = new MethodArguments(body.values).flag('archived');
    for (const about of channel.members)
      feed.publish({ type: 'channel_changed', channel: channel.id, about });
    return json({ ok: true });
  };
  const deactivate = async (request: HttpRequest): Promise<HttpReply> => {
    const body = await readValues(request);
    const person = personById(workspace, request.params['userId'] ?? '');
    if (body.kind === 'malformed' || !person) return refusePerson('unknown_person');
    person.isDeactivated = new MethodArguments(body.values).flag('deactivated');
    return json({ ok: true });
  };
  return [
    { method: 'POST', pattern: '/sandbox/api/channels/:channelId', handle: archive },
    { method: 'POST', pattern: '/sandbox/api/people/:userId', handle: deactivate },
  ];
}
