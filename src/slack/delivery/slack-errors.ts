/** Slack's errors that may pass by themselves (docs.slack.dev, "Error responses"). Any other is an answer: no retry changes it. */
const PASSING_ERRORS = new Set([
  'ratelimited',
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
]);

/** Slack's word for why a call is refused for good; undefined when making it again may help. */
export function finalError(error: unknown): string | undefined {
  if (!hasCode(error, 'slack_webapi_platform_error')) return undefined;
  const data = 'data' in error ? error.data : undefined;
  const name = typeof data === 'object' && data !== null && 'error' in data ? data.error : undefined;
  return typeof name === 'string' && !PASSING_ERRORS.has(name) ? name : undefined;
}

/** How long Slack asks to wait before such a call is made again, in seconds; undefined when it does not. */
export function retryAfter(error: unknown): number | undefined {
  if (!hasCode(error, 'slack_webapi_rate_limited_error') || !('retryAfter' in error)) return undefined;
  return typeof error.retryAfter === 'number' ? error.retryAfter : undefined;
}

function hasCode(error: unknown, code: string): error is { code: string } {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
