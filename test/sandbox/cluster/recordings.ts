import { readFileSync } from 'node:fs';

export interface Exchange {
  note?: string;
  request: {
    method: string;
    path: string;
    contentType?: string;
    body?: unknown;
    subprotocols?: string[];
    stdin?: string;
  };
  response: {
    status: number;
    headers?: Record<string, string>;
    body?: unknown;
    protocol?: string;
    closeCode?: number;
    frames?: { channel: number; data: string }[];
    bytesByChannel?: Record<string, number>;
    stream?: { object?: unknown; line?: string }[];
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
