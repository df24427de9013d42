import { readValues } from './body-values.ts';
import { personById, userGroupById } from './directory.ts';
import { json } from './http.ts';
import type { HttpReply, HttpRequest, Route } from './http.ts';
import { MethodArguments } from './method-arguments.ts';
import { refusePerson } from './person-answers.ts';
import type { World } from './world.ts';

/** Changes who is in a user group, or switches it off and on, as an admin of the workspace does. */
export function userGroupRoutes({ workspace }: World): Route[] {
  const change = async (request: HttpRequest): Promise<HttpReply> => {
    const body = await readValues(request);
    const group = userGroupById(workspace, request.params['groupId'] ?? '');
    if (body.kind === 'malformed' || !group) return refusePerson('invalid_arguments', 'No such user group.');
    const call = new MethodArguments(body.values);
    const users = call.list('users');
    if (users.some((id) => !personById(workspace, id))) return refusePerson('unknown_person');
    if (call.has('users')) group.users = users;
    if (call.has('enabled')) group.isEnabled = call.flag('enabled');
    return json({ ok: true });
  };
  return [{ method: 'POST', pattern: '/sandbox/api/user-groups/:groupId', handle: change }];
}
