import { isRecord, parsedOrUndefined, readValues } from './body-values.ts';
import { json } from './http.ts';
import type { HttpReply, HttpRequest, Route } from './http.ts';
import { respond } from './response-messages.ts';
import type { ResponseTarget } from './response-urls.ts';
import type { World } from './world.ts';

/** A new response_url for a command or a click. */
export function issueResponseUrl(target: ResponseTarget, { responseUrls, workspace, url }: World): string {
  const place = target.kind === 'command' ? 'commands' : 'actions';
  return `${url}/${place}/${workspace.team.id}/${responseUrls.issue(target)}`;
}

/** The addresses that response_urls lead to. A used up or expired one is answered with 404, as Slack does. */
export function responseUrlRoutes(world: World): Route[] {
  const handle = async (request: HttpRequest): Promise<HttpReply> => {
    const body = await readValues(request);
    if (body.kind === 'malformed') return json({ ok: false, error: body.error }, 400);
    const spent = world.responseUrls.spend(request.params['secret'] ?? '');
    if (spent.kind === 'refused') return json({ ok: false, error: spent.error }, 404);
    const wrapped = body.values['payload'];
    const unwrapped = typeof wrapped === 'string' ? parsedOrUndefined(wrapped) : body.values;
    if (!isRecord(unwrapped)) return json({ ok: false, error: 'invalid_payload' }, 400);
    const answer = respond(unwrapped, spent.target, world);
    return json(answer, answer.ok ? 200 : 400);
  };
  return ['commands', 'actions'].map((place) => ({
    method: 'POST',
    pattern: `/${place}/:team/:secret`,
    handle,
  }));
}
