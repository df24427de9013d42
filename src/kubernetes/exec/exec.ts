import { setTimeout as wait } from 'node:timers/promises';
import { readFailure } from '../failures/api-failure.ts';
import type { ExecOptions, ExecOutcome } from '../cluster.ts';
import type { Connection } from '../connection/connection.ts';
import { connectionSentence } from '../failures/connection-failures.ts';
import { execPath } from './exec-frames.ts';
import { toldFromDeletion } from './exec-deletion.ts';
import { ExecSession } from './exec-session.ts';
import type { Asked } from '../failures/asked.ts';

/** Runs one command, at most once; after a 401, which runs nothing, once more with fresh credentials. */
export async function exec(connection: Connection, options: ExecOptions): Promise<ExecOutcome> {
  const startedAt = connection.now();
  const outcome = await attempt(connection, options);
  const unauthorized = outcome.kind === 'refused' && outcome.status === 401;
  const last = unauthorized && connection.renew(startedAt) ? await attempt(connection, options) : outcome;
  return toldFromDeletion(connection, options, last);
}

async function attempt(connection: Connection, options: ExecOptions): Promise<ExecOutcome> {
  const { cluster, timing, now } = connection;
  const way = await credentials(connection, options);
  if ('kind' in way) return way;
  const asked: Asked = {
    cluster,
    namespace: options.namespace,
    pod: options.pod,
    container: options.container,
    verb: 'create',
    resource: 'pods/exec',
  };
  let session: ExecSession;
  try {
    session = new ExecSession({ url: way.url, connection: way.options, asked, exec: options, timing, now });
  } catch (error) {
    return notConnected(error, cluster); // Such as certificates that TLS cannot read.
  }
  return session.outcome;
}

/** Gets the credentials, but not longer than a handshake may take: a credential plugin may hang. */
async function credentials(
  connection: Connection,
  options: ExecOptions,
): Promise<ExecOutcome | Awaited<ReturnType<Connection['webSocket']>>> {
  const { cluster, timing } = connection;
  const late = new AbortController();
  const ends = options.signal ? AbortSignal.any([options.signal, late.signal]) : late.signal;
  try {
    const way = await Promise.race([
      connection.webSocket(execPath(options)),
      wait(timing.handshake, undefined, { signal: ends }),
    ]);
    if (options.signal?.aborted) return { kind: 'aborted', handedOver: false };
    if (way) return way;
    const failure = { kind: 'timed-out', afterMs: timing.handshake } as const;
    return { kind: 'refused', sentence: connectionSentence(failure, cluster), retryable: false };
  } catch (error) {
    if (options.signal?.aborted) return { kind: 'aborted', handedOver: false };
    return notConnected(error, cluster);
  } finally {
    late.abort();
  }
}

function notConnected(error: unknown, cluster: string): ExecOutcome {
  const failure = readFailure(error);
  const sentence = failure.kind === 'answered' ? '' : connectionSentence(failure, cluster);
  return { kind: 'refused', sentence, retryable: false };
}
