import { HttpMethod, RequestContext } from '@kubernetes/client-node';
import type { Dispatcher } from 'undici';
import { type ApiFailure, readFailure, readRefusal } from '../failures/api-failure.ts';
import type { Timing } from '../timing.ts';

/** A refusal's text is read up to here. */
const LONGEST_BODY = 64 * 1024;

export interface StreamOptions {
  readonly signal?: AbortSignal | undefined;
  /** How long the body may say nothing, in milliseconds, before the connection counts as broken; absent: for ever. */
  readonly quietMs?: number | undefined;
}

export type Streaming =
  | {
      readonly kind: 'streaming';
      /** 200, or 204 for a log that is not there yet. */
      readonly status: number;
      /**
       * The body as it comes, however long that takes. Leaving the loop drops the connection; the loop throws when the
       * connection breaks and when the signal is aborted.
       */
      readonly body: AsyncIterable<Uint8Array>;
    }
  | { readonly kind: 'failed'; readonly failure: ApiFailure };

interface StreamTarget {
  /** The server's address with the path, and what the call is about. */
  readonly url: URL;
  readonly timing: Timing;
  /** Puts the credentials into the context and gives the connections to use. */
  readonly authenticate: (context: RequestContext) => Promise<Dispatcher>;
}

/**
 * Makes one GET whose body never ends by itself: a watch, a followed log. The answer must begin within `timing.request`,
 * credentials included. Tries once; never throws.
 */
export async function openStream(
  target: StreamTarget,
  { signal, quietMs = 0 }: StreamOptions,
): Promise<Streaming> {
  const { timing } = target;
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), timing.request);
  const either = signal ? AbortSignal.any([signal, late.signal]) : late.signal;
  const stop = Promise.withResolvers<never>();
  const onAbort = () => stop.reject(new Error('aborted'));
  either.addEventListener('abort', onAbort);
  try {
    either.throwIfAborted();
    // Raced, because a credential plugin heeds no signal.
    return await Promise.race([request(target, quietMs, either), stop.promise]);
  } catch (error) {
    if (signal?.aborted) return { kind: 'failed', failure: { kind: 'cancelled' } };
    if (late.signal.aborted)
      return { kind: 'failed', failure: { kind: 'timed-out', afterMs: timing.request } };
    return { kind: 'failed', failure: readFailure(error) };
  } finally {
    clearTimeout(timer);
    either.removeEventListener('abort', onAbort);
  }
}

async function request(
  { url, authenticate }: StreamTarget,
  quietMs: number,
  signal: AbortSignal,
): Promise<Streaming> {
  const context = new RequestContext(url.href, HttpMethod.GET);
  const dispatcher = await authenticate(context);
  signal.throwIfAborted();
  const {
    statusCode,
    headers: answered,
    body,
  } = await dispatcher.request({
    origin: url.origin,
    path: `${url.pathname}${url.search}`,
    method: 'GET',
    headers: context.getHeaders(),
    signal,
    headersTimeout: 0,
    bodyTimeout: quietMs,
  });
  if (statusCode >= 200 && statusCode < 300) return { kind: 'streaming', status: statusCode, body };
  const retryAfter = answered['retry-after'];
  const text = await beginningOf(body);
  const failure = readRefusal(statusCode, text, typeof retryAfter === 'string' ? retryAfter : undefined);
  return { kind: 'failed', failure };
}

async function beginningOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= LONGEST_BODY) break;
  }
  return Buffer.concat(chunks).subarray(0, LONGEST_BODY).toString('utf8');
}
