import { z } from 'zod';
import { manifestOf } from './manifests.ts';

const rules = z.array(
  z.strictObject({
    apiGroups: z.tuple([z.literal('')]),
    resources: z.array(z.string()),
    verbs: z.array(z.string()),
  }),
);

/** What the worker's ClusterRole grants, each as `verb resource`. */
export const workerRights: readonly string[] = rules
  .parse(manifestOf('ClusterRole', 'keyhole-worker')['rules'])
  .flatMap(({ resources, verbs }) =>
    resources.flatMap((resource) => verbs.map((verb) => `${verb} ${resource}`)),
  );
