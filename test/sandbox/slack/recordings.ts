import { readFile } from 'node:fs/promises';

/** Places whose inside Slack's recordings leave empty, or whose keys are ids. */
const OPEN = new Set(['blocks', 'attachments', 'files', 'metadata', 'shares', 'args', 'state', 'file']);

/** Fields newer than the recordings, which Slack's documentation shows. */
const NEWER = new Set(['context_team_id', 'context_enterprise_id', 'errors', 'app_id']);

/** The dotted names of everything in `value` that the recording has no place for. */
export function strange(value: unknown, recorded: unknown, path = ''): string[] {
  if (Array.isArray(value))
    return value.flatMap((one) => strange(one, Array.isArray(recorded) ? recorded[0] : undefined, path));
  if (typeof value !== 'object' || value === null || typeof recorded !== 'object' || recorded === null)
    return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (NEWER.has(key)) return [];
    if (!Object.hasOwn(recorded, key)) return [`${path}${key}`];
    return OPEN.has(key) ? [] : strange(inner, (recorded as Record<string, unknown>)[key], `${path}${key}.`);
  });
}

/** One of Slack's recordings by its name. */
export async function recording(name: string): Promise<Record<string, unknown>> {
  const text = await readFile(new URL(`../../fixtures/slack/${name}.json`, import.meta.url), 'utf8');
  return JSON.parse(text) as Record<string, unknown>;
}
