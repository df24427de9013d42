import type { Call } from './http.ts';
import { badRequest, invalid } from './status.ts';
import type { FieldError } from './status.ts';
import { timeProblem } from './time-problem.ts';

export interface LogOptions {
  follow: boolean;
  previous: boolean;
  timestamps: boolean;
  tailLines: number | undefined;
  limitBytes: number | undefined;
  /** In the form of a log entry's time. */
  since: string | undefined;
}

/** As the API server reads a flag: whatever is not false is true. */
function isTrue(call: Call, name: string): boolean {
  const text = call.query.get(name);
  return text !== null && text !== '0' && text.toLowerCase() !== 'false';
}

interface ReadNumber {
  value: number | undefined;
  errors: FieldError[];
}

function numberOption(call: Call, name: string, least: number): ReadNumber {
  const text = call.query.get(name);
  if (text === null) return { value: undefined, errors: [] };
  if (!/^[-+]?\d+$/.test(text)) throw badRequest(`strconv.ParseInt: parsing "${text}": invalid syntax`);
  const value = Number(text);
  if (value >= least) return { value, errors: [] };
  const bound = least === 0 ? 'greater than or equal to 0' : 'greater than 0';
  const message = `Invalid value: ${value}: must be ${bound}`;
  return { value, errors: [{ field: name, reason: 'FieldValueInvalid', message }] };
}

const forbiddenOption = (field: string, why: string): FieldError => ({
  field,
  reason: 'FieldValueForbidden',
  message: `Forbidden: ${why}`,
});

/** The API server forwards a time to the kubelet as RFC 3339 without a fraction: whole seconds are left of it. */
function sinceTime(text: string): string {
  const problem = timeProblem(text);
  if (problem !== undefined) throw badRequest(problem);
  return `${new Date(Date.parse(text.replace(',', '.'))).toISOString().slice(0, 19)}.000000000Z`;
}

/** The options of a call for a log, with the server's refusals (recordings/kubernetes/logs.json). */
export function logOptionsOf(call: Call, now: Date): LogOptions {
  const tailLines = numberOption(call, 'tailLines', 0);
  const limitBytes = numberOption(call, 'limitBytes', 1);
  const seconds = numberOption(call, 'sinceSeconds', 1);
  const time = call.query.get('sinceTime') ?? '';
  const since = time === '' ? undefined : sinceTime(time);
  const errors = [
    ...tailLines.errors,
    ...limitBytes.errors,
    ...(seconds.value !== undefined && since !== undefined
      ? [forbiddenOption('[]', 'at most one of `sinceTime` or `sinceSeconds` may be specified')]
      : seconds.errors),
    ...(call.query.has('stream') ? [forbiddenOption('stream', 'may not be specified')] : []),
  ];
  if (errors.length > 0) throw invalid('PodLogOptions', call.name, errors);
  const past = new Date(now.getTime() - (seconds.value ?? 0) * 1000).toISOString().replace('Z', '000000Z');
  return {
    follow: isTrue(call, 'follow'),
    previous: isTrue(call, 'previous'),
    timestamps: isTrue(call, 'timestamps'),
    tailLines: tailLines.value,
    limitBytes: limitBytes.value,
    since: since ?? (seconds.value === undefined ? undefined : past),
  };
}
