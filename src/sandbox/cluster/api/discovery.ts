/** What the server tells about itself: exactly the resources and verbs that it serves. */
interface ServedResource {
  group: string;
  name: string;
  singularName: string;
  namespaced: boolean;
  kind: string;
  verbs: string[];
  shortNames?: string[];
}

const readVerbs = ['get', 'list', 'watch'];

export const servedResources: ServedResource[] = [
  {
    group: '',
    name: 'events',
    singularName: 'event',
    namespaced: true,
    kind: 'Event',
    verbs: ['create', ...readVerbs],
    shortNames: ['ev'],
  },
  {
    group: '',
    name: 'namespaces',
    singularName: 'namespace',
    namespaced: false,
    kind: 'Namespace',
    verbs: ['create', 'delete', ...readVerbs],
    shortNames: ['ns'],
  },
  {
    group: '',
    name: 'pods',
    singularName: 'pod',
    namespaced: true,
    kind: 'Pod',
    verbs: ['create', 'delete', ...readVerbs, 'patch'],
    shortNames: ['po'],
  },
  {
    group: '',
    name: 'pods/ephemeralcontainers',
    singularName: '',
    namespaced: true,
    kind: 'Pod',
    verbs: ['get', 'patch', 'update'],
  },
  {
    group: '',
    name: 'pods/exec',
    singularName: '',
    namespaced: true,
    kind: 'PodExecOptions',
    verbs: ['create', 'get'],
  },
  { group: '', name: 'pods/log', singularName: '', namespaced: true, kind: 'Pod', verbs: ['get'] },
  {
    group: 'apps',
    name: 'deployments',
    singularName: 'deployment',
    namespaced: true,
    kind: 'Deployment',
    verbs: ['create', 'delete', ...readVerbs],
    shortNames: ['deploy'],
  },
  {
    group: 'apps',
    name: 'daemonsets',
    singularName: 'daemonset',
    namespaced: true,
    kind: 'DaemonSet',
    verbs: ['create', 'delete', ...readVerbs],
    shortNames: ['ds'],
  },
  {
    group: 'apps',
    name: 'replicasets',
    singularName: 'replicaset',
    namespaced: true,
    kind: 'ReplicaSet',
    verbs: readVerbs,
    shortNames: ['rs'],
  },
  {
    group: 'apps',
    name: 'statefulsets',
    singularName: 'statefulset',
    namespaced: true,
    kind: 'StatefulSet',
    verbs: ['create', 'delete', ...readVerbs],
    shortNames: ['sts'],
  },
  {
    group: 'batch',
    name: 'jobs',
    singularName: 'job',
    namespaced: true,
    kind: 'Job',
    verbs: ['create', 'delete', ...readVerbs],
  },
  {
    group: 'authorization.k8s.io',
    name: 'selfsubjectaccessreviews',
    singularName: 'selfsubjectaccessreview',
    namespaced: false,
    kind: 'SelfSubjectAccessReview',
    verbs: ['create'],
  },
  {
    group: 'authorization.k8s.io',
    name: 'subjectaccessreviews',
    singularName: 'subjectaccessreview',
    namespaced: false,
    kind: 'SubjectAccessReview',
    verbs: ['create'],
  },
];

/** As recordings/kubernetes/discovery.json. */
const version = {
  major: '1',
  minor: '36',
  emulationMajor: '1',
  emulationMinor: '36',
  minCompatibilityMajor: '1',
  minCompatibilityMinor: '35',
  gitVersion: 'v1.36.2',
  gitCommit: '$Format:%H$',
  gitTreeState: '',
  buildDate: '1970-01-01T00:00:00Z',
  goVersion: 'go1.26.11',
  compiler: 'gc',
  platform: 'linux/amd64',
};

function resourceList(group: string): unknown {
  const resources = servedResources
    .filter((resource) => resource.group === group)
    .map(({ group: _group, ...resource }) => resource);
  return { kind: 'APIResourceList', groupVersion: group === '' ? 'v1' : `${group}/v1`, resources };
}

function groupList(): unknown {
  const names = [...new Set(servedResources.map((resource) => resource.group))].filter((name) => name !== '');
  const groups = names.map((name) => {
    const preferredVersion = { groupVersion: `${name}/v1`, version: 'v1' };
    return { name, versions: [preferredVersion], preferredVersion };
  });
  return { kind: 'APIGroupList', apiVersion: 'v1', groups };
}

/** The document at a path that is no resource; undefined when there is none. */
export function discoveryDocument(path: string, serverAddress: string): unknown {
  switch (path) {
    case '/version':
    case '/version/':
      return version;
    case '/api': {
      const serverAddressByClientCIDRs = [{ clientCIDR: '0.0.0.0/0', serverAddress }];
      return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs };
    }
    case '/apis':
      return groupList();
    case '/api/v1':
      return resourceList('');
    default: {
      const group = /^\/apis\/([^/]+)\/v1$/.exec(path)?.[1];
      const served = servedResources.some((resource) => resource.group === group);
      return group !== undefined && served ? resourceList(group) : undefined;
    }
  }
}
