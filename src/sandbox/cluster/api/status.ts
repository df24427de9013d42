import type { JsonObject } from './objects.ts';

/** A failure as the API server tells it; the router answers with `body` and its code. Messages: recordings/kubernetes. */
export class StatusError extends Error {
  readonly status: number;
  readonly body: JsonObject;
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    reason: string,
    message: string,
    details?: JsonObject,
    headers: Record<string, string> = {},
  ) {
    super(message);
    this.name = 'StatusError';
    this.status = status;
    this.headers = headers;
    this.body = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message,
      ...(reason === '' ? {} : { reason }),
      ...(details === undefined ? {} : { details }),
      code: status,
    };
  }
}

export interface FieldError {
  field: string;
  reason:
    | 'FieldValueForbidden'
    | 'FieldValueRequired'
    | 'FieldValueInvalid'
    | 'FieldValueNotFound'
    | 'FieldValueNotSupported'
    | 'FieldValueDuplicate';
  message: string;
}

export const badRequest = (message: string): StatusError => new StatusError(400, 'BadRequest', message);

export const unauthorized = (): StatusError => new StatusError(401, 'Unauthorized', 'Unauthorized');

export function notFound(resource: string, name: string, group = ''): StatusError {
  const full = group === '' ? resource : `${resource}.${group}`;
  const details = { name, ...(group === '' ? {} : { group }), kind: resource };
  return new StatusError(404, 'NotFound', `${full} "${name}" not found`, details);
}

/** The answer to a path or resource that this server does not serve. */
export function noSuchResource(): StatusError {
  return new StatusError(404, 'NotFound', 'the server could not find the requested resource', {});
}

export function methodNotAllowed(): StatusError {
  const message = 'the server does not allow this method on the requested resource';
  return new StatusError(405, 'MethodNotAllowed', message, {});
}

export function conflict(resource: string, name: string): StatusError {
  return new StatusError(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${resource} "${name}": the object has been modified; please apply your changes to the latest version and try again`,
    { name, kind: resource },
  );
}

export function alreadyExists(resource: string, name: string, group = ''): StatusError {
  const full = group === '' ? resource : `${resource}.${group}`;
  return new StatusError(409, 'AlreadyExists', `${full} "${name}" already exists`, {
    name,
    ...(group === '' ? {} : { group }),
    kind: resource,
  });
}

export function forbidden(resource: string, name: string, why: string, group = ''): StatusError {
  const full = group === '' ? resource : `${resource}.${group}`;
  const details = {
    ...(name === '' ? {} : { name }),
    ...(group === '' ? {} : { group }),
    kind: resource,
  };
  const subject = name === '' ? full : `${full} "${name}"`;
  return new StatusError(403, 'Forbidden', `${subject} is forbidden: ${why}`, details);
}

/** 422 with one cause a broken field; several are joined in brackets, as the API machinery does. */
export function invalid(kind: string, name: string, errors: FieldError[]): StatusError {
  const told = errors.map((error) => `${error.field}: ${error.message}`);
  const text = [...new Set(told)];
  const message = text.length === 1 ? text[0] : `[${text.join(', ')}]`;
  return new StatusError(422, 'Invalid', `${kind} "${name}" is invalid: ${message}`, {
    name,
    kind,
    causes: errors.map((error) => ({ reason: error.reason, message: error.message, field: error.field })),
  });
}

export const unsupportedMediaType = (): StatusError =>
  new StatusError(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {});
