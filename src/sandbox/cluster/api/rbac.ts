import type { User } from './authentication.ts';
import type { Role, Rule } from './roles.ts';
import { systemRoles } from './roles.ts';

export interface Attributes {
  verb: string;
  group: string;
  resource: string;
  subresource?: string;
  namespace?: string;
  name?: string;
}

const resourceText = ({ resource, subresource = '' }: Attributes): string =>
  subresource === '' ? resource : `${resource}/${subresource}`;

function ruleAllows(rule: Role['rules'][number], wanted: Attributes): boolean {
  const has = (list: string[], value: string): boolean => list.includes('*') || list.includes(value);
  const inNamespace = rule.namespaces === undefined || rule.namespaces.includes(wanted.namespace ?? '');
  const named = rule.names === undefined || rule.names.includes(wanted.name ?? '');
  return (
    inNamespace &&
    named &&
    has(rule.groups, wanted.group) &&
    has(rule.resources, resourceText(wanted)) &&
    has(rule.verbs, wanted.verb)
  );
}

/** The part of a user that a role is bound to, as an access review names it; undefined when it is not bound. */
function boundSubject(role: Role, user: User): string | undefined {
  if (user.account === role.name) return `ServiceAccount "${role.name}/${user.namespace}"`;
  if (role.users?.includes(user.name) === true) return `User "${user.name}"`;
  const group = role.subjectGroups?.find((name) => user.groups.includes(name));
  return group === undefined ? undefined : `Group "${group}"`;
}

/** Judges by all roles that are bound to a user or to one of the user's groups. */
export class Rbac {
  private readonly roles: readonly Role[];

  constructor(roles: readonly Role[]) {
    this.roles = [...systemRoles, ...roles];
  }

  /** Whether a user may do it, with the reason text that access reviews show when a binding allowed it. */
  authorize(user: User, wanted: Attributes): { allowed: boolean; reason?: string } {
    for (const role of this.roles) {
      const subject = boundSubject(role, user);
      if (subject === undefined || !role.rules.some((rule) => ruleAllows(rule, wanted))) continue;
      const reason = `RBAC: allowed by ClusterRoleBinding "${role.name}" of ClusterRole "${role.name}" to ${subject}`;
      return { allowed: true, reason };
    }
    return { allowed: false };
  }

  /** Whether a user may call a path that is no resource, such as /version. */
  mayVisit(user: User, verb: string, path: string): boolean {
    const covers = (pattern: string): boolean =>
      pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern;
    const allows = ({ paths = [], verbs }: Rule): boolean =>
      paths.some(covers) && (verbs.includes('*') || verbs.includes(verb));
    return this.roles.some((role) => boundSubject(role, user) !== undefined && role.rules.some(allows));
  }

  /** Whether a user may act as somebody else: as that user, and as each of the groups. */
  mayActAs(user: User, name: string, groups: readonly string[]): boolean {
    const wanted = [
      { resource: 'users', name },
      ...groups.map((group) => ({ resource: 'groups', name: group })),
    ];
    return wanted.every((one) => this.authorize(user, { ...one, verb: 'impersonate', group: '' }).allowed);
  }
}

/** The words after "is forbidden: " (recordings/kubernetes/authorization-errors.json). */
export function refusalText(user: User, wanted: Attributes): string {
  const where =
    wanted.namespace === undefined || wanted.namespace === ''
      ? 'at the cluster scope'
      : `in the namespace "${wanted.namespace}"`;
  return `User "${user.name}" cannot ${wanted.verb} resource "${resourceText(wanted)}" in API group "${wanted.group}" ${where}`;
}
