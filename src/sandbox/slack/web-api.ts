import { setTimeout as delay } from 'node:timers/promises';
import { refuse } from './answers.ts';
import type { Answer } from './answers.ts';
import { readValues } from './body-values.ts';
import type { CallLog } from './call-log.ts';
import type { Fault, Faults } from './faults.ts';
import { json, plain } from './http.ts';
import type { HttpReply, HttpRequest, Route } from './http.ts';
import { MethodArguments } from './method-arguments.ts';
import type { Rate, RateLimits } from './rate-limits.ts';
import { refuseScopes, refuseToken, tokenOf } from './tokens-and-scopes.ts';
import type { TokenKind } from './tokens-and-scopes.ts';
import type { World } from './world.ts';

/** One Web API method. `scopes` are alternatives; calls with different `rateKey`s are counted apart. */
export type Method = {
  token: TokenKind | 'none';
  scopes: readonly string[];
  rate: Rate;
  rateKey?: (call: MethodArguments, world: World) => string;
  run: (call: MethodArguments, world: World) => Answer;
};

export type MethodTable = Readonly<Record<string, Method>>;

export type WebApi = {
  methods: MethodTable;
  rates: RateLimits;
  faults: Faults;
  calls: CallLog;
  stopping: AbortSignal;
};

/** The routes of the Web API: every call is answered with HTTP 200 unless it is rate limited or meets a fault. */
export function webApiRoutes(api: WebApi, world: World): Route[] {
  const handle = async (request: HttpRequest): Promise<HttpReply> => {
    const name = request.params['method'] ?? '';
    const started = world.now();
    const body = await readValues(request);
    const call = new MethodArguments(body.kind === 'values' ? body.values : {});
    const run = (): Replied =>
      body.kind === 'malformed' ? answered(refuse(body.error)) : runMethod(name, call, request, api, world);
    const fault = api.faults.meet(name);
    const taken = fault?.taken ? run() : undefined;
    const reply = (await meetFault(fault, api.stopping)) ?? taken ?? run();
    const channel = call.text('channel') ?? call.text('channel_id');
    const outcome = {
      ok: reply.answer.ok,
      ...(reply.answer.ok ? {} : { error: reply.answer.error }),
    };
    const about = channel === undefined ? {} : { channel };
    const at = new Date(started).toISOString();
    api.calls.add({ at, method: name, ...outcome, ...about, ms: world.now() - started });
    return reply.http;
  };
  return [{ method: 'ANY', pattern: '/api/:method', handle }];
}

type Replied = { answer: Answer; http: HttpReply };

function runMethod(
  name: string,
  call: MethodArguments,
  request: HttpRequest,
  api: WebApi,
  world: World,
): Replied {
  const method = Object.hasOwn(api.methods, name) ? api.methods[name] : undefined;
  if (!method) return answered(refuse('unknown_method', { req_method: name }));
  const { manifest, credentials } = world;
  const scopeHeaders = {
    'x-oauth-scopes': manifest.scopes.join(','),
    'x-accepted-oauth-scopes': method.scopes.join(','),
  };
  if (method.token !== 'none') {
    const token = tokenOf(request.headers, call.text('token'));
    const refusal =
      refuseToken(token, method.token, credentials) ?? refuseScopes(method.scopes, manifest.scopes);
    if (refusal) return answered(refusal, scopeHeaders);
  }
  const key = method.rateKey ? `${name} ${method.rateKey(call, world)}` : name;
  const wait = api.rates.count(key, method.rate);
  if (wait !== undefined) return rateLimited(wait);
  return answered(method.run(call, world), method.token === 'bot' ? scopeHeaders : {});
}

function answered(answer: Answer, headers: Record<string, string> = {}): Replied {
  return { answer, http: json(answer, 200, headers) };
}

function rateLimited(waitSeconds: number): Replied {
  const answer = refuse('ratelimited');
  return { answer, http: json(answer, 429, { 'retry-after': String(waitSeconds) }) };
}

/** Waits and answers as the fault says; undefined means that the call goes on as usual. */
async function meetFault(fault: Fault | undefined, stopping: AbortSignal): Promise<Replied | undefined> {
  if (!fault) return undefined;
  // The wait rejects only when the sandbox stops, and then nobody reads the answer.
  if (fault.delayMs !== undefined)
    await delay(fault.delayMs, undefined, { signal: stopping }).catch(() => undefined);
  if (fault.status === 429) return rateLimited(fault.retryAfterSeconds ?? 1);
  if (fault.status !== undefined && fault.status !== 200) {
    return {
      answer: refuse(fault.error ?? `http_${fault.status}`),
      http: plain('sandbox fault', fault.status),
    };
  }
  return fault.error === undefined ? undefined : answered(refuse(fault.error));
}
