import { z } from 'zod';
import { documentsOf, manifestOf } from './manifests.ts';

const rules = z.array(
  z.strictObject({
    apiGroups: z.tuple([z.enum(['', 'apps', 'batch', 'authorization.k8s.io'])]),
    resources: z.array(z.string()),
    resourceNames: z.array(z.string()).optional(),
    verbs: z.array(z.string()),
  }),
);

/** One thing that an account may do. */
export interface Grant {
  readonly group: string;
  readonly resource: string;
  readonly verb: string;
  /** Only on objects with these names; absent: on all. */
  readonly names?: readonly string[];
}

/** What the worker's ClusterRole grants. */
export const workerGrants: readonly Grant[] = grantsOf(manifestOf('ClusterRole', 'keyhole-worker')['rules']);

/** What the ClusterRole grants that someone adds where sessions act as people. */
export const impersonationGrants: readonly Grant[] = documentsOf('rbac-impersonation.yaml').flatMap((role) =>
  grantsOf(role['rules']),
);

/** `verb resource`, as people write it. */
export function rightOf({ verb, resource }: Grant): string {
  return `${verb} ${resource}`;
}

export const workerRights: readonly string[] = workerGrants.map(rightOf);

function grantsOf(parsed: unknown): Grant[] {
  return rules
    .parse(parsed)
    .flatMap(({ apiGroups: [group], resources, resourceNames: names, verbs }) =>
      resources.flatMap((resource) =>
        verbs.map((verb) => ({ group, resource, verb, ...(names && { names }) })),
      ),
    );
}
