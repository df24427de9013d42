import type { User } from './authentication.ts';

/** One rule of a role. "*" stands for all; a subresource is written "pods/exec". */
export interface Rule {
  groups: string[];
  resources: string[];
  verbs: string[];
  /** Only in these namespaces; absent: everywhere. */
  namespaces?: string[];
}

export interface Role {
  name: string;
  rules: Rule[];
}

export interface Attributes {
  verb: string;
  group: string;
  resource: string;
  subresource?: string;
  namespace?: string;
  name?: string;
}

const everyone: Rule[] = [
  { groups: ['authorization.k8s.io'], resources: ['selfsubjectaccessreviews'], verbs: ['create'] },
];

/** The least rights of the bot (deploy/kubernetes/rbac.yaml); `nobody` has a token and no rights; `admin` has all. */
export const defaultRoles: Role[] = [
  {
    name: 'keyhole',
    rules: [
      { groups: [''], resources: ['pods'], verbs: ['get', 'list'] },
      { groups: [''], resources: ['pods/ephemeralcontainers'], verbs: ['patch'] },
      { groups: [''], resources: ['pods/exec'], verbs: ['get', 'create'] },
      { groups: [''], resources: ['namespaces'], verbs: ['get'] },
    ],
  },
  { name: 'nobody', rules: [] },
  { name: 'admin', rules: [{ groups: ['*'], resources: ['*'], verbs: ['*'] }] },
];

function ruleAllows(rule: Rule, wanted: Attributes): boolean {
  const resource =
    wanted.subresource === undefined || wanted.subresource === ''
      ? wanted.resource
      : `${wanted.resource}/${wanted.subresource}`;
  const has = (list: string[], value: string): boolean => list.includes('*') || list.includes(value);
  const inNamespace = rule.namespaces === undefined || rule.namespaces.includes(wanted.namespace ?? '');
  return (
    inNamespace &&
    has(rule.groups, wanted.group) &&
    has(rule.resources, resource) &&
    has(rule.verbs, wanted.verb)
  );
}

/** Whether a user may do it, with the reason text that access reviews show when a binding allowed it. */
export function authorize(user: User, wanted: Attributes): { allowed: boolean; reason?: string } {
  if (everyone.some((rule) => ruleAllows(rule, wanted))) {
    return {
      allowed: true,
      reason:
        'RBAC: allowed by ClusterRoleBinding "system:basic-user" of ClusterRole "system:basic-user" to Group "system:authenticated"',
    };
  }
  const role = user.role;
  if (role === undefined || !role.rules.some((rule) => ruleAllows(rule, wanted))) return { allowed: false };
  return {
    allowed: true,
    reason: `RBAC: allowed by ClusterRoleBinding "${role.name}" of ClusterRole "${role.name}" to ServiceAccount "${role.name}/${user.namespace}"`,
  };
}

/** Whom a call acts as: with Impersonate-User somebody else, whose rights nobody bound here. Undefined when that is forbidden. */
export function actingAs(user: User, impersonated: string | undefined): User | undefined {
  if (impersonated === undefined) return user;
  const wanted = { verb: 'impersonate', group: '', resource: 'users', name: impersonated };
  if (!authorize(user, wanted).allowed) return undefined;
  return { name: impersonated, namespace: '', groups: ['system:authenticated'] };
}

/** The words after "is forbidden: " (recordings/kubernetes/authorization-errors.json). */
export function refusalText(user: User, wanted: Attributes): string {
  const resource =
    wanted.subresource === undefined || wanted.subresource === ''
      ? wanted.resource
      : `${wanted.resource}/${wanted.subresource}`;
  const where =
    wanted.namespace === undefined || wanted.namespace === ''
      ? 'at the cluster scope'
      : `in the namespace "${wanted.namespace}"`;
  return `User "${user.name}" cannot ${wanted.verb} resource "${resource}" in API group "${wanted.group}" ${where}`;
}
