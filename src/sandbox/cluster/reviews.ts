import type { Cluster } from './cluster.ts';
import type { Call, Handler, Reply } from './http.ts';
import { isObject, parseJson } from './patches.ts';
import { authorize } from './rbac.ts';
import type { Attributes } from './rbac.ts';
import { StatusError } from './status.ts';
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

function review(call: Call, kind: string, subject: (spec: Record<string, unknown>) => User): Reply {
  const body = parseJson(call.body);
  const spec = isObject(body) && isObject(body.spec) ? body.spec : {};
  const attributes = attributesOf(spec);
  if (attributes === undefined && !isObject(spec.nonResourceAttributes)) {
    throw new StatusError(
      422,
      'Invalid',
      `${kind}.authorization.k8s.io "" is invalid: spec.resourceAttributes: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified`,
      { group: 'authorization.k8s.io', kind },
    );
  }
  const status = attributes === undefined ? { allowed: false } : authorize(subject(spec), attributes);
  const answer = { kind, apiVersion: 'authorization.k8s.io/v1', metadata: {}, spec, status };
  return { kind: 'json', status: 201, body: answer };
}

/** Access reviews: everyone about themselves; about others with the right to (recordings/kubernetes/authorization-errors.json). */
export function reviewHandlers(cluster: Cluster): [string, Handler][] {
  return [
    ['selfsubjectaccessreviews create', (call) => review(call, 'SelfSubjectAccessReview', () => call.user)],
    [
      'subjectaccessreviews create',
      (call) =>
        review(call, 'SubjectAccessReview', (spec) => {
          const name = text(spec.user);
          const known = cluster.authenticator.userNamed(name);
          return known ?? { name, namespace: '', groups: [] };
        }),
    ],
  ];
}
