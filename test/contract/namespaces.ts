import { randomBytes } from 'node:crypto';
import type { Answer, WireConnection } from './wire.ts';

/** The suite's own namespaces, by what their Pod Security enforces. */
export interface Namespaces {
  /** Nothing. */
  free: string;
  baseline: string;
  restricted: string;
}

const json = { 'Content-Type': 'application/json' };
const path = '/api/v1/namespaces';

/** What marks everything that the suite makes. */
export const ownLabel = { 'app.kubernetes.io/managed-by': 'keyhole-contract' };

/** Names that no one has. */
export function ownNamespaces(): Namespaces {
  const prefix = `keyhole-contract-${randomBytes(3).toString('hex')}`;
  return { free: `${prefix}-free`, baseline: `${prefix}-baseline`, restricted: `${prefix}-restricted` };
}

/** Makes them; throws with the cluster's own words when it refuses. */
export async function makeNamespaces(wire: WireConnection, namespaces: Namespaces): Promise<void> {
  for (const [level, name] of Object.entries(namespaces)) {
    const enforced = level === 'free' ? 'privileged' : level;
    const labels = { ...ownLabel, 'pod-security.kubernetes.io/enforce': enforced };
    const answer = await wire.request('POST', path, { metadata: { name, labels } }, json);
    if (answer.status !== 201) throw new Error(`The namespace ${name} could not be made: ${toldBy(answer)}.`);
  }
}

/** Deletes those that are there; gives the names of those that could not be, with why. */
export async function deleteNamespaces(wire: WireConnection, namespaces: Namespaces): Promise<string[]> {
  const left: string[] = [];
  for (const name of Object.values(namespaces) as string[]) {
    const answer = await wire
      .request('DELETE', `${path}/${name}`)
      .catch((error: unknown): Answer => ({ status: 0, body: String(error) }));
    if (![200, 202, 404, 409].includes(answer.status)) left.push(`${name} (${toldBy(answer)})`);
  }
  return left;
}

/** What an answer says in words. */
export function toldBy({ status, body }: Answer): string {
  const message = (body as { message?: unknown } | null)?.message;
  if (typeof message === 'string') return message.replace(/\.$/, '');
  return status === 0 ? String(body) : `the cluster answered ${status}`;
}
