/** One rule of a role. "*" stands for all; a subresource is written "pods/exec". */
export interface Rule {
  groups: string[];
  resources: string[];
  verbs: string[];
  /** Paths that are no resources; one that ends in "*" stands for all that begin so. */
  paths?: string[];
  /** Only in these namespaces; absent: everywhere. */
  namespaces?: string[];
  /** Only objects with these names; absent: all. */
  names?: string[];
}

/** A role, bound to the service account of its name and to whom else it lists. */
export interface Role {
  name: string;
  rules: Rule[];
  users?: string[];
  /** Groups of users that it is bound to. */
  subjectGroups?: string[];
}

const health = ['/healthz', '/livez', '/readyz'];
const discovery = ['/api', '/api/*', '/apis', '/apis/*', '/openapi', '/openapi/*', '/version', '/version/'];

/** What a real server binds to everybody with an identity, and to its administrators. */
export const systemRoles: Role[] = [
  {
    name: 'cluster-admin',
    subjectGroups: ['system:masters'],
    rules: [{ groups: ['*'], resources: ['*'], verbs: ['*'], paths: ['*'] }],
  },
  {
    name: 'system:discovery',
    subjectGroups: ['system:authenticated'],
    rules: [{ groups: [], resources: [], verbs: ['get'], paths: [...discovery, ...health] }],
  },
  {
    name: 'system:basic-user',
    subjectGroups: ['system:authenticated'],
    rules: [{ groups: ['authorization.k8s.io'], resources: ['selfsubjectaccessreviews'], verbs: ['create'] }],
  },
];

/** What debugging by ephemeral containers takes. */
const debugging: Rule[] = [
  { groups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] },
  { groups: [''], resources: ['pods/ephemeralcontainers'], verbs: ['patch'] },
  { groups: [''], resources: ['pods/exec'], verbs: ['get', 'create'] },
  { groups: [''], resources: ['pods/log'], verbs: ['get'] },
  { groups: [''], resources: ['namespaces'], verbs: ['get'] },
  {
    groups: ['apps'],
    resources: ['deployments', 'statefulsets', 'daemonsets', 'replicasets'],
    verbs: ['get'],
  },
  { groups: ['batch'], resources: ['jobs'], verbs: ['get'] },
];

const events: Rule = { groups: [''], resources: ['events'], verbs: ['create'] };

/**
 * `keyhole`: the least rights of the bot (deploy/kubernetes/rbac.yaml), `impersonator`: with those to act as a person;
 * `debugger`: a person who may debug, alice@example.com and the group debuggers; `nobody` has a token and no rights; `admin`
 * has all.
 */
export const defaultRoles: Role[] = [
  { name: 'keyhole', rules: [...debugging, events] },
  {
    name: 'impersonator',
    rules: [
      ...debugging,
      events,
      { groups: [''], resources: ['users', 'groups'], verbs: ['impersonate'] },
      { groups: ['authorization.k8s.io'], resources: ['subjectaccessreviews'], verbs: ['create'] },
    ],
  },
  { name: 'debugger', rules: debugging, users: ['alice@example.com'], subjectGroups: ['debuggers'] },
  { name: 'nobody', rules: [] },
  { name: 'admin', rules: [{ groups: ['*'], resources: ['*'], verbs: ['*'], paths: ['*'] }] },
];
