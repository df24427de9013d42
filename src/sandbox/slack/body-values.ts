import type { HttpRequest } from './http.ts';

export type Values = Record<string, unknown>;
export type ParsedBody = { kind: 'values'; values: Values } | { kind: 'malformed'; error: string };

/** The named values of a request, from its query and from a JSON or form body. The error words are Slack's. */
export async function readValues(request: HttpRequest, limitBytes?: number): Promise<ParsedBody> {
  const query = Object.fromEntries(request.query);
  if (request.method === 'GET') return { kind: 'values', values: query };
  const body = await request.body(limitBytes);
  if (body.length === 0) return { kind: 'values', values: query };
  const parsed = await parse(request.headers['content-type'] ?? '', body);
  return parsed.kind === 'values' ? { kind: 'values', values: { ...query, ...parsed.values } } : parsed;
}

async function parse(contentType: string, body: Buffer): Promise<ParsedBody> {
  if (contentType.includes('json') || contentType.startsWith('text/plain'))
    return parseJson(body.toString('utf8'));
  if (contentType.startsWith('multipart/form-data')) return parseMultipart(contentType, body);
  return { kind: 'values', values: Object.fromEntries(new URLSearchParams(body.toString('utf8'))) };
}

function parseJson(text: string): ParsedBody {
  const value = parsedOrUndefined(text);
  if (value === undefined) return { kind: 'malformed', error: 'invalid_json' };
  if (!isRecord(value)) return { kind: 'malformed', error: 'json_not_object' };
  return { kind: 'values', values: value };
}

async function parseMultipart(contentType: string, body: Buffer): Promise<ParsedBody> {
  try {
    const response = new Response(new Uint8Array(body), { headers: { 'content-type': contentType } });
    return { kind: 'values', values: Object.fromEntries(await response.formData()) };
  } catch {
    return { kind: 'malformed', error: 'invalid_form_data' };
  }
}

/** The JSON value of a text, or undefined when it is not JSON (JSON has no undefined of its own). */
export function parsedOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Whether a value is a JSON object, not an array and not null. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
