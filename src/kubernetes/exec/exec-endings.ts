import { isCertificateCode } from '../failures/api-failure.ts';
import type { ExecOutcome } from '../cluster.ts';
import { connectionSentence } from '../failures/connection-failures.ts';

/** The connection ended after the command was handed over: whether it ran, and to its end, cannot be known. */
export function lostConnection(cluster: string, how: string): ExecOutcome {
  return {
    kind: 'lost',
    sentence: `The connection to the cluster ${cluster} ${how}, so whether the command ran to its end is unknown: check before you run it again.`,
  };
}

/** No connection was made, so nothing ran. `code` is Node's or OpenSSL's. */
export function noConnection(cluster: string, code: string): ExecOutcome {
  const sentence = connectionSentence({ kind: 'unreachable', code }, cluster);
  return { kind: 'refused', sentence, retryable: !isCertificateCode(code) };
}

/** No connection was made in time, so nothing ran. */
export function noConnectionInTime(cluster: string, afterMs: number): ExecOutcome {
  const sentence = connectionSentence({ kind: 'timed-out', afterMs }, cluster);
  return { kind: 'refused', sentence, retryable: true };
}
