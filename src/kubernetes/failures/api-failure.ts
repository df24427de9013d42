import { ApiException } from '@kubernetes/client-node';
import { isUnusable } from '../connection/answers.ts';
import { CredentialsError } from '../connection/credentials-error.ts';

/** What is looked at of each text, in characters, and of the causes: a webhook may say anything. */
const LONGEST_TEXT = 8_192;
const MOST_CAUSES = 100;

export interface Cause {
  readonly reason?: string;
  readonly field?: string;
  readonly message?: string;
}

/** What the API server said no with: its HTTP status and as much of its `Status` object as it sent. */
export interface Refused {
  readonly kind: 'answered';
  readonly status: number;
  /** Whether the body was a Kubernetes `Status`; otherwise something between may have answered, such as a load balancer. */
  readonly isStatus: boolean;
  readonly reason: string;
  readonly message: string;
  /** `details.name`: empty where the server does not know the resource at all. */
  readonly name: string;
  readonly causes: readonly Cause[];
  readonly retryAfterMs?: number;
}

/** Why a call to a cluster did not give what it was made for. */
export type ApiFailure =
  | Refused
  /** No answer: the connection could not be made or broke. `code` is Node's or OpenSSL's. */
  | { readonly kind: 'unreachable'; readonly code: string }
  | { readonly kind: 'timed-out'; readonly afterMs: number }
  | { readonly kind: 'cancelled' }
  /** The kubeconfig's credentials could not be read or fetched. */
  | { readonly kind: 'no-credentials'; readonly code: string };

/** Reads an HTTP refusal. The body may be anything: an object, JSON as text, plain text, or nothing. */
export function readRefusal(status: number, body: unknown, retryAfter?: string): Refused {
  const text = typeof body === 'string' ? body : '';
  const object = asObject(typeof body === 'string' ? parsed(body) : body);
  const details = asObject(object?.['details']);
  const causes = Array.isArray(details?.['causes']) ? details['causes'] : [];
  const seconds = Number(retryAfter ?? details?.['retryAfterSeconds']);
  return {
    kind: 'answered',
    status,
    isStatus: object?.['kind'] === 'Status' || object?.['status'] === 'Failure',
    reason: asText(object?.['reason']),
    message: beginning(object ? asText(object['message']) : text),
    name: asText(details?.['name']),
    causes: causes.slice(0, MOST_CAUSES).map((cause) => readCause(asObject(cause))),
    ...(seconds > 0 && { retryAfterMs: seconds * 1000 }),
  };
}

/** Sorts what a call threw. The texts of connection errors are left behind: they may hold addresses and credentials. */
export function readFailure(error: unknown): ApiFailure {
  if (error instanceof ApiException) {
    const headers = asObject(error.headers);
    return readRefusal(error.code, error.body, asText(headers?.['retry-after']) || undefined);
  }
  if (error instanceof CredentialsError) return { kind: 'no-credentials', code: codeOf(error.cause) };
  return { kind: 'unreachable', code: codeOf(error) };
}

/** The innermost `code` of an error and its causes; fetch hides the real one as the cause of a TypeError. */
export function codeOf(error: unknown): string {
  let code = '';
  let at = asObject(error);
  for (let depth = 0; at && depth < 5; depth += 1) {
    code = asText(at['code']) || code;
    const { errors, cause } = at;
    at = asObject(Array.isArray(errors) ? errors[0] : cause);
  }
  return code;
}

/** Whether the same call may succeed a moment later. */
export function maySucceedLater(failure: ApiFailure): boolean {
  if (failure.kind === 'answered') {
    return failure.reason !== 'AlreadyExists' && [409, 429, 500, 502, 503, 504].includes(failure.status);
  }
  return failure.kind === 'unreachable' && !isCertificateCode(failure.code) && !isUnusable(failure.code);
}

export function isForbidden(failure: ApiFailure): boolean {
  return failure.kind === 'answered' && failure.status === 403;
}

/** Whether the one object that was asked for is not there; a server that does not know the resource names none. */
export function isMissing(failure: ApiFailure): boolean {
  return failure.kind === 'answered' && failure.status === 404 && failure.name !== '';
}

/** OpenSSL's verification errors and Node's own (`tls` in the Node documentation). */
export function isCertificateCode(code: string): boolean {
  return /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|ALTNAME/.test(code);
}

function readCause(cause: Readonly<Record<string, unknown>> | undefined): Cause {
  const { reason, field, message } = cause ?? {};
  return {
    ...(typeof reason === 'string' && { reason }),
    ...(typeof field === 'string' && { field: beginning(field) }),
    ...(typeof message === 'string' && { message: beginning(message) }),
  };
}

function asObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

function beginning(text: string): string {
  return text.slice(0, LONGEST_TEXT);
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Plain text, as the kubelet answers (recordings/kubernetes/exec-protocol.json).
  }
}
