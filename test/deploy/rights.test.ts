import { describe, expect, test } from '@jest/globals';
import { documentsOf, manifests } from './manifests.ts';
import { sourcesIn, textOf } from './project.ts';
import { impersonationGrants, rightOf, workerRights } from './rights.ts';

interface Need {
  readonly file: string;
  /** How the file asks the cluster: a method of client-node, or the path that it opens itself. */
  readonly call: string;
  /** `verb resource`, as RBAC names it. */
  readonly rights: readonly string[];
}

/** What each place in the code needs. A new call to the cluster belongs here, and its right into rbac.yaml. */
const NEEDS: readonly Need[] = [
  { file: 'finding/pod-search.ts', call: 'core.readNamespacedPod', rights: ['get pods'] },
  { file: 'finding/pod-list.ts', call: 'core.listNamespacedPod', rights: ['list pods'] },
  { file: 'watching/pod-states.ts', call: 'core.listNamespacedPod', rights: ['list pods'] },
  { file: 'watching/watch-pod.ts', call: '/pods', rights: ['watch pods'] },
  { file: 'following/container-log.ts', call: '/pods/log', rights: ['get pods/log'] },
  { file: 'finding/read-namespace.ts', call: 'core.readNamespace', rights: ['get namespaces'] },
  { file: 'finding/workloads.ts', call: 'apps.readNamespacedDeployment', rights: ['get deployments'] },
  { file: 'finding/workloads.ts', call: 'apps.readNamespacedStatefulSet', rights: ['get statefulsets'] },
  { file: 'finding/workloads.ts', call: 'apps.readNamespacedDaemonSet', rights: ['get daemonsets'] },
  { file: 'finding/workloads.ts', call: 'apps.readNamespacedReplicaSet', rights: ['get replicasets'] },
  { file: 'finding/workloads.ts', call: 'batch.readNamespacedJob', rights: ['get jobs'] },
  {
    file: 'containers/ephemeral-containers.ts',
    call: 'core.patchNamespacedPodEphemeralcontainers',
    rights: ['patch pods/ephemeralcontainers'],
  },
  // A WebSocket is a GET, and from Kubernetes 1.35 on it needs create too (recordings/kubernetes/exec-verb.json).
  { file: 'exec/exec-frames.ts', call: '/pods/exec', rights: ['get pods/exec', 'create pods/exec'] },
  { file: 'containers/pod-event.ts', call: 'core.createNamespacedEvent', rights: ['create events'] },
  // Everyone has it, by the ClusterRole system:basic-user.
  { file: 'preflight/rights.ts', call: 'authorization.createSelfSubjectAccessReview', rights: [] },
];

/** The same for what is done only where sessions act as people. */
const NEEDS_TO_IMPERSONATE: readonly Need[] = [
  {
    file: 'preflight/rights.ts',
    call: 'authorization.createSubjectAccessReview',
    rights: ['create subjectaccessreviews'],
  },
];

const FOLDER = 'src/kubernetes';
const sources = sourcesIn(FOLDER).map((path) => ({
  file: path.slice(FOLDER.length + 1),
  text: textOf(path).replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, ''),
}));

describe('the rights of the worker', () => {
  test('the table names every call to the cluster, and no other', () => {
    const typed = /\b(core|apps|batch|authorization)\s*\.(\w+)\s*\(/g;
    const raw = /\/api\/v1\/namespaces\/\$\{[^}]*\}(\/pods)(?:\/\$\{[^}]*\}(\/\w+))?/g;
    const calls = sources.flatMap(({ file, text }) => [
      ...[...text.matchAll(typed)].map(([, api, method]) => `${file} ${api}.${method}`),
      ...[...text.matchAll(raw)].map(([, pods, subresource]) => `${file} ${pods}${subresource ?? ''}`),
    ]);
    const needs = [...NEEDS, ...NEEDS_TO_IMPERSONATE];
    expect(calls.sort()).toEqual(needs.map(({ file, call }) => `${file} ${call}`).sort());
  });

  test('no code reaches the cluster in another way', () => {
    const all = sources.map(({ text }) => text).join('\n');
    const clients = [...all.matchAll(/new (\w*Api|Watch|Log|Exec|Attach|PortForward|Cp|Metrics)\(/g)];
    const names = clients.map(([, name = '']) => name);
    expect(names.sort()).toEqual(['AppsV1Api', 'AuthorizationV1Api', 'BatchV1Api', 'CoreV1Api']);
    expect(all).not.toMatch(/\b(?:makeApiClient|makeInformer|topNodes|topPods)\(/);
    expect([...all.matchAll(/\/apis?\//g)]).toHaveLength(3);
    expect([...all.matchAll(/new WebSocket\(/g)]).toHaveLength(1);
    expect([...all.matchAll(/dispatcher\.(request|stream|pipeline|connect|upgrade)\(/g)]).toHaveLength(1);
  });

  test('are exactly what the calls need', () => {
    const needed = new Set(NEEDS.flatMap((need) => need.rights));
    expect(workerRights.toSorted()).toEqual([...needed].sort());
  });

  test('to act as people are exactly what that needs', () => {
    const headers = [
      ...sources
        .map(({ text }) => text)
        .join('\n')
        .matchAll(/'Impersonate-(\w+)'\?*:/g),
    ];
    const people = new Set(headers.map(([, what = '']) => `impersonate ${what.toLowerCase()}s`));
    const needed = [...people, ...NEEDS_TO_IMPERSONATE.flatMap((need) => need.rights)];
    expect(impersonationGrants.map(rightOf).sort()).toEqual(needed.sort());
    // Without names it would be the right to act as system:masters.
    const groups = impersonationGrants.find(({ resource }) => resource === 'groups');
    // Those that the example of a policy gives, so that whoever turns both on has them fit.
    const [, named = ''] =
      /impersonate: \{ groups: \[(.+)\] \}/.exec(textOf('deploy/policy.example.yaml')) ?? [];
    expect(groups?.names).toEqual(named.split(', '));
  });
});

test('no right is granted anywhere before someone says where', () => {
  const kinds = manifests.map(({ kind }) => kind).filter((kind) => /Role|Binding/.test(kind));
  expect(kinds).toEqual(['ClusterRole']);
});

test('neither account hands its token to a pod that does not ask for it', () => {
  const accounts = documentsOf('rbac.yaml').filter(({ kind }) => kind === 'ServiceAccount');
  expect(accounts.map((each) => [each.metadata.name, each['automountServiceAccountToken']])).toEqual([
    ['keyhole-gateway', false],
    ['keyhole-worker', false],
  ]);
});
