import { setTimeout as wait } from 'node:timers/promises';
import { type ConfigurationOptions, Observable } from '@kubernetes/client-node';
import { type ApiFailure, maySucceedLater, readFailure } from '../failures/api-failure.ts';
import type { Connection } from './connection.ts';

export type Answer<Value> =
  { readonly kind: 'ok'; readonly value: Value } | { readonly kind: 'failed'; readonly failure: ApiFailure };

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** How often it is tried at most: 429, 5xx and broken connections are tried again, so only for calls that may be repeated. */
  readonly attempts?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Makes one typed call with a deadline, and again where that is safe and useful: after `Retry-After` or a growing wait,
 * and once with fresh credentials after a 401. Never throws.
 */
export async function callApi<Value>(
  connection: Connection,
  request: (options: ConfigurationOptions) => Promise<Value>,
  { signal, attempts = 5, headers = {} }: CallOptions = {},
): Promise<Answer<Value>> {
  const { timing, now, logger } = connection;
  const startedAt = now();
  for (let attempt = 1; ; attempt += 1) {
    const attemptedAt = now();
    const answer = await callOnce(connection, request, headers, signal);
    if (answer.kind === 'ok') return answer;
    const { failure } = answer;
    if (failure.kind === 'answered' && failure.status === 401 && connection.renew(attemptedAt)) continue;
    if (attempt >= attempts || !maySucceedLater(failure)) return answer;
    const status = failure.kind === 'answered' ? failure.status : undefined;
    logger.debug({ cluster: connection.cluster, attempt, failure: failure.kind, status }, 'call tried again');
    const pause = pauseBefore(failure, attempt, timing.retry, timing.longestRetryAfter);
    if (now() - startedAt + pause > timing.call) return answer;
    try {
      await wait(pause, undefined, signal && { signal });
    } catch {
      return { kind: 'failed', failure: { kind: 'cancelled' } };
    }
  }
}

async function callOnce<Value>(
  { timing }: Connection,
  request: (options: ConfigurationOptions) => Promise<Value>,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal | undefined,
): Promise<Answer<Value>> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), timing.request);
  const either = signal ? AbortSignal.any([signal, deadline.signal]) : deadline.signal;
  const stop = Promise.withResolvers<never>();
  const onAbort = () => stop.reject(new Error('aborted'));
  either.addEventListener('abort', onAbort);
  try {
    either.throwIfAborted();
    // Raced, because a credential plugin heeds no signal.
    return {
      kind: 'ok',
      value: await Promise.race([request(requestOptions(headers, either)), stop.promise]),
    };
  } catch (error) {
    if (signal?.aborted) return { kind: 'failed', failure: { kind: 'cancelled' } };
    if (deadline.signal.aborted)
      return { kind: 'failed', failure: { kind: 'timed-out', afterMs: timing.request } };
    return { kind: 'failed', failure: readFailure(error) };
  } finally {
    clearTimeout(timer);
    // Left there, it would live as long as the signal, which may be the process's, and keep the answer with it.
    either.removeEventListener('abort', onAbort);
  }
}

function requestOptions(
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): ConfigurationOptions {
  const middleware: NonNullable<ConfigurationOptions['middleware']>[number] = {
    pre: (context) => {
      context.setSignal(signal);
      for (const [name, value] of Object.entries(headers)) context.setHeaderParam(name, value);
      return new Observable(Promise.resolve(context));
    },
    post: (context) => new Observable(Promise.resolve(context)),
  };
  return { middleware: [middleware], middlewareMergeStrategy: 'append' };
}

function pauseBefore(failure: ApiFailure, attempt: number, first: number, longest: number): number {
  const asked = failure.kind === 'answered' ? failure.retryAfterMs : undefined;
  return asked === undefined ? first * 2 ** (attempt - 1) : Math.min(asked, longest);
}
