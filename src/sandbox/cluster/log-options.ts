import type { Call } from './http.ts';
import { badRequest, invalid } from './status.ts';
import type { FieldError } from './status.ts';

export interface LogOptions {
  follow: boolean;
  previous: boolean;
  timestamps: boolean;
  tailLines: number | undefined;
  limitBytes: number | undefined;
  /** In the form of a log entry's time. */
  since: string | undefined;
}

const isTrue = (call: Call, name: string): boolean => ['true', '1'].includes(call.query.get(name) ?? '');

function refuse(call: Call, error: FieldError): Error {
  return invalid('PodLogOptions', call.name, [error]);
}

function numberOption(call: Call, name: string, least: number): number | undefined {
  const text = call.query.get(name);
  if (text === null || text === '') return undefined;
  if (!/^[-+]?\d+$/.test(text)) throw badRequest(`strconv.ParseInt: parsing "${text}": invalid syntax`);
  const value = Number(text);
  if (value >= least) return value;
  const message =
    least === 0
      ? `Invalid value: ${value}: must be greater than or equal to 0`
      : `Invalid value: ${value}: must be greater than 0`;
  throw refuse(call, { field: name, reason: 'FieldValueInvalid', message });
}

const rfc3339 = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[-+]\d\d:\d\d)$/;

/** The API server forwards a time to the kubelet as RFC 3339 without a fraction: whole seconds are left of it. */
function sinceTime(text: string): string {
  if (!rfc3339.test(text) || Number.isNaN(Date.parse(text))) {
    throw badRequest(
      `parsing time "${text}" as "2006-01-02T15:04:05Z07:00": cannot parse "${text}" as "2006"`,
    );
  }
  return `${new Date(Date.parse(text)).toISOString().slice(0, 19)}.000000000Z`;
}

/** The options of a call for a log, with the server's refusals (recordings/kubernetes/logs.json). */
export function logOptionsOf(call: Call, now: Date): LogOptions {
  const seconds = numberOption(call, 'sinceSeconds', 1);
  const time = call.query.get('sinceTime') ?? '';
  if (seconds !== undefined && time !== '') {
    const message = 'Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified';
    throw refuse(call, { field: '', reason: 'FieldValueForbidden', message });
  }
  const past = new Date(now.getTime() - (seconds ?? 0) * 1000).toISOString().replace('Z', '000000Z');
  return {
    follow: isTrue(call, 'follow'),
    previous: isTrue(call, 'previous'),
    timestamps: isTrue(call, 'timestamps'),
    tailLines: numberOption(call, 'tailLines', 0),
    limitBytes: numberOption(call, 'limitBytes', 1),
    since: time !== '' ? sinceTime(time) : seconds === undefined ? undefined : past,
  };
}
