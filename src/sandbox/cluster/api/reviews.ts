import type { Cluster } from '../cluster.ts';
import type { Call, Handler, Reply } from './http.ts';
import { isObject, parseJson } from './patches.ts';
import type { JsonObject } from './objects.ts';
import type { Attributes, Rbac } from './rbac.ts';
import { StatusError, invalid } from './status.ts';
import type { FieldError } from './status.ts';
import type { User } from './authentication.ts';

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function attributesOf(spec: Record<string, unknown>): Attributes | undefined {
  const { resourceAttributes: attributes } = spec;
  if (!isObject(attributes)) return undefined;
  return {
    verb: text(attributes.verb),
    group: text(attributes.group),
    resource: text(attributes.resource),
    subresource: text(attributes.subresource),
    namespace: text(attributes.namespace),
    name: text(attributes.name),
  };
}

const nobody: FieldError = {
  field: 'spec.user',
  reason: 'FieldValueInvalid',
  message: 'Invalid value: "": at least one of user or group must be specified',
};
const nothing: FieldError = {
  field: 'spec.resourceAttributes',
  reason: 'FieldValueInvalid',
  message:
    'Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified',
};

/** 422. Of the kind, a real server says nothing here. */
function refuse(errors: FieldError[]): StatusError {
  const { message, body } = invalid('.authorization.k8s.io', '', errors);
  const { causes } = body.details as JsonObject;
  return new StatusError(422, 'Invalid', message, { group: 'authorization.k8s.io', causes });
}

/** One review: what is asked, and what the rules say of its subject; undefined for a spec that names nobody. */
function review(
  rbac: Rbac,
  call: Call,
  kind: string,
  subjectOf: (spec: JsonObject) => User | undefined,
): Reply {
  const body = parseJson(call.body);
  const spec = isObject(body) && isObject(body.spec) ? body.spec : {};
  const attributes = attributesOf(spec);
  const path = isObject(spec.nonResourceAttributes) ? spec.nonResourceAttributes : undefined;
  const subject = subjectOf(spec);
  const errors = [
    ...(attributes === undefined && path === undefined ? [nothing] : []),
    ...(subject === undefined ? [nobody] : []),
  ];
  if (subject === undefined || errors.length > 0) throw refuse(errors);
  const status =
    attributes === undefined
      ? { allowed: rbac.mayVisit(subject, text(path?.verb), text(path?.path)) }
      : rbac.authorize(subject, attributes);
  const answer = { kind, apiVersion: 'authorization.k8s.io/v1', metadata: {}, spec, status };
  return { kind: 'json', status: 201, body: answer };
}

/** The user whom a SubjectAccessReview names, in exactly the groups that it gives; undefined when it names nobody. */
function reviewedUser(cluster: Cluster, spec: JsonObject): User | undefined {
  const name = text(spec.user);
  const groups = Array.isArray(spec.groups) ? spec.groups.filter((group) => typeof group === 'string') : [];
  if (name === '' && groups.length === 0) return undefined;
  return { ...cluster.authenticator.userNamed(name), name, groups };
}

/** Access reviews: everyone about themselves; about others with the right to (recordings/kubernetes/authorization-errors.json). */
export function reviewHandlers(cluster: Cluster): [string, Handler][] {
  const { rbac } = cluster;
  return [
    [
      'selfsubjectaccessreviews create',
      (call) => review(rbac, call, 'SelfSubjectAccessReview', () => call.user),
    ],
    [
      'subjectaccessreviews create',
      (call) => review(rbac, call, 'SubjectAccessReview', (spec) => reviewedUser(cluster, spec)),
    ],
  ];
}
