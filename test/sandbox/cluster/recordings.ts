import { readFileSync } from 'node:fs';
import type { WireClient } from './client.ts';
import { until } from './client.ts';

export interface Exchange {
  note?: string;
  request: { method: string; path: string; contentType?: string; body?: unknown; subprotocols?: string[] };
  response: {
    status: number;
    headers?: Record<string, string>;
    body?: unknown;
    protocol?: string;
    closeCode?: number;
    frames?: { channel: number; data: string }[];
    bytesByChannel?: Record<string, number>;
    stream?: unknown[];
  };
}

const folder = new URL('../../fixtures/kubernetes/', import.meta.url);

/** The exchanges of one recorded scenario (recordings/kubernetes/NAME.json). */
export function recording(name: string): Exchange[] {
  const text = readFileSync(new URL(`${name}.json`, folder), 'utf8');
  return (JSON.parse(text) as { exchanges: Exchange[] }).exchanges;
}

/** The exchange with a note; throws when there is none. */
export function exchange(name: string, note: string): Exchange {
  const found = recording(name).find((one) => one.note === note);
  if (found === undefined) throw new Error(`${name}.json has no exchange "${note}".`);
  return found;
}

/** Takes out what differs from cluster to cluster: ids, and the namespace of the service accounts. */
export function anonymous(text: string): string {
  return text
    .replaceAll(/[0-9a-f]{64}/g, 'ID')
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UID')
    .replaceAll(/serviceaccount:\w+:/g, 'serviceaccount:NS:');
}

/** What is compared of an answer: its status, and of a Status object everything; of other objects the kind. */
export function essence(answer: { status: number; body?: unknown }): unknown {
  const { status, body } = answer;
  if (typeof body !== 'object' || body === null) return { status };
  const object = body as Record<string, unknown>;
  if (object.kind !== 'Status') return { status, kind: object.kind };
  return { status, body: JSON.parse(anonymous(JSON.stringify(object))) as unknown };
}

export async function replay(
  client: WireClient,
  { request }: Exchange,
): Promise<{ status: number; body: unknown }> {
  const headers: Record<string, string> =
    request.contentType === undefined ? {} : { 'Content-Type': request.contentType };
  return client.request(request.method, request.path, request.body, headers);
}

/** Replays an exec, again while its container is still starting and the recording did not see that. */
export function replayExec(client: WireClient, { request, response }: Exchange, send: Buffer[] = []) {
  return until(
    () => client.exec(request.path, { protocols: request.subprotocols ?? ['v5.channel.k8s.io'], send }),
    (answer) => response.status === 500 || answer.kind === 'exec' || answer.status !== 500,
  );
}
