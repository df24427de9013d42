import { isRecord, readValues } from './body-values.ts';
import type { CallLog } from './call-log.ts';
import type { Fault, Faults } from './faults.ts';
import { json } from './http.ts';
import type { HttpReply, HttpRequest, Route } from './http.ts';
import { MethodArguments } from './method-arguments.ts';
import { refusePerson } from './person-answers.ts';
import type { SocketMode } from './socket-mode.ts';

export type Controls = { calls: CallLog; faults: Faults; sockets: SocketMode };

/** What tests and the demo use to watch the app's calls and to make Slack misbehave. */
export function controlRoutes({ calls, faults, sockets }: Controls): Route[] {
  const listCalls = (request: HttpRequest): HttpReply => {
    const since = Number(request.query.get('since') ?? 0);
    return json({ ok: true, calls: calls.since(Number.isFinite(since) ? since : 0) });
  };

  const setFault = async (request: HttpRequest): Promise<HttpReply> => {
    const body = await readValues(request);
    if (body.kind === 'malformed' || !isRecord(body.values)) return refusePerson('invalid_arguments');
    const call = new MethodArguments(body.values);
    const method = call.text('method');
    const disconnects = call.flag('disconnect');
    if (!method && !disconnects) {
      return refusePerson('invalid_arguments', 'Name the "method" to disturb, or ask to "disconnect".');
    }
    if (method) faults.set(method, call.integer('times', 1, 1000), faultOf(call));
    if (disconnects) sockets.disconnectAll('refresh_requested');
    return json({ ok: true });
  };

  return [
    { method: 'GET', pattern: '/sandbox/api/calls', handle: listCalls },
    { method: 'POST', pattern: '/sandbox/api/faults', handle: setFault },
  ];
}

function faultOf(call: MethodArguments): Fault {
  const error = call.text('error');
  return {
    ...(call.has('status') ? { status: call.integer('status', 500, 599) } : {}),
    ...(error === undefined ? {} : { error }),
    ...(call.has('retryAfter') ? { retryAfterSeconds: call.integer('retryAfter', 1, 3600) } : {}),
    ...(call.flag('taken') ? { taken: true } : {}),
    ...(call.has('delayMs') ? { delayMs: call.integer('delayMs', 0, 600_000) } : {}),
  };
}
