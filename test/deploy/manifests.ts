import { parseAllDocuments, parse } from 'yaml';
import { z } from 'zod';
import { textOf } from './project.ts';

const FOLDER = 'deploy/kubernetes';

const securityContext = z.strictObject({
  allowPrivilegeEscalation: z.boolean().optional(),
  readOnlyRootFilesystem: z.boolean().optional(),
  privileged: z.boolean().optional(),
  runAsNonRoot: z.boolean().optional(),
  runAsUser: z.number().optional(),
  runAsGroup: z.number().optional(),
  fsGroup: z.number().optional(),
  seccompProfile: z.strictObject({ type: z.string() }).optional(),
  capabilities: z
    .strictObject({ drop: z.array(z.string()).optional(), add: z.array(z.string()).optional() })
    .optional(),
});

const probe = z.looseObject({ httpGet: z.object({ path: z.string(), port: z.string() }).optional() });

const container = z.looseObject({
  name: z.string(),
  image: z.string(),
  env: z
    .array(
      z.strictObject({
        name: z.string(),
        value: z.string().optional(),
        valueFrom: z
          .strictObject({ secretKeyRef: z.strictObject({ name: z.string(), key: z.string() }) })
          .optional(),
      }),
    )
    .default([]),
  envFrom: z.undefined().optional(),
  ports: z.array(z.strictObject({ name: z.string(), containerPort: z.number() })).default([]),
  startupProbe: probe,
  livenessProbe: probe,
  readinessProbe: probe,
  resources: z.strictObject({
    requests: z.strictObject({ cpu: z.string(), memory: z.string() }),
    limits: z.strictObject({ memory: z.string() }),
  }),
  securityContext: securityContext.default({}),
});

const podSpec = z.looseObject({
  serviceAccountName: z.string().optional(),
  automountServiceAccountToken: z.boolean().optional(),
  securityContext: securityContext.default({}),
  initContainers: z.array(container).default([]),
  containers: z.array(container).min(1),
  volumes: z.array(z.looseObject({ name: z.string() })).default([]),
});

const manifest = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), labels: z.record(z.string(), z.string()).optional() }),
});

const workload = manifest.extend({
  spec: z.looseObject({
    selector: z.strictObject({ matchLabels: z.record(z.string(), z.string()) }),
    template: z.strictObject({
      metadata: z.strictObject({ labels: z.record(z.string(), z.string()) }),
      spec: podSpec,
    }),
  }),
});

const kustomization = z.looseObject({
  namespace: z.string(),
  resources: z.array(z.string()),
  configMapGenerator: z.array(z.strictObject({ name: z.string(), files: z.array(z.string()) })),
  images: z.array(z.looseObject({ name: z.string() })),
});

export type Manifest = z.infer<typeof manifest>;
export type PodSpec = z.infer<typeof podSpec>;
export type Container = z.infer<typeof container>;
export type Workload = z.infer<typeof workload>;

/** The documents of one file of deploy/kubernetes. */
export function documentsOf(file: string): Manifest[] {
  return parseAllDocuments(textOf(`${FOLDER}/${file}`)).map((document) => {
    if (document.errors[0]) throw document.errors[0];
    return manifest.parse(document.toJS());
  });
}

export const kustomized = kustomization.parse(parse(textOf(`${FOLDER}/kustomization.yaml`)));

/** Everything that `kubectl apply -k` makes, but for the policy's ConfigMap. */
export const manifests: readonly Manifest[] = kustomized.resources.flatMap(documentsOf);

export function manifestOf(kind: string, name: string): Manifest {
  const found = manifests.filter((each) => each.kind === kind && each.metadata.name === name);
  if (!found[0] || found.length > 1) throw new Error(`${found.length} manifests are ${kind} ${name}`);
  return found[0];
}

/** Everything that makes pods. */
export const workloads: readonly Workload[] = manifests
  .filter((each) => typeof each['spec'] === 'object' && each['spec'] !== null && 'template' in each['spec'])
  .map((each) => workload.parse(each));

export function workloadOf(name: string): Workload {
  const found = workloads.find((each) => each.metadata.name === name);
  if (!found) throw new Error(`nothing that makes pods is called ${name}`);
  return found;
}

/** The only container of a workload. */
export function containerOf(name: string): Container {
  const { containers, initContainers } = workloadOf(name).spec.template.spec;
  const [only, ...others] = [...containers, ...initContainers];
  if (!only || others.length > 0) throw new Error(`${name} has not one container`);
  return only;
}
