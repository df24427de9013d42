import { z } from 'zod';
import { hidesHolder } from '../container/debug-container.ts';
import { HOLDER_FOLDER } from '../container/holder.ts';
import { PROFILE_NAMES } from './profiles.ts';
import { REQUEST_VARIABLE } from '../request/request-id.ts';

const id = z.int().min(0).max(4_294_967_295);
const capabilities = z.array(
  z.string().regex(/^[A-Z][A-Z_]*$/, 'write capabilities as Kubernetes does, such as SYS_PTRACE'),
);
const path = z
  .string()
  .regex(/^\/[^:]*$/, 'write a path that begins with / and has no :')
  .max(4096);

const variable = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'use letters, digits and _')
    .refine((text) => text !== REQUEST_VARIABLE, `${REQUEST_VARIABLE} is set by Keyhole`),
  value: z.string(),
});

/** No `readOnlyRootFilesystem`: the holder is told to end by a file in `/tmp`. */
const securityContext = z
  .strictObject({
    privileged: z.boolean().exactOptional(),
    allowPrivilegeEscalation: z.boolean().exactOptional(),
    runAsNonRoot: z.boolean().exactOptional(),
    runAsUser: id.exactOptional(),
    runAsGroup: id.exactOptional(),
    capabilities: z
      .strictObject({ add: capabilities.exactOptional(), drop: capabilities.exactOptional() })
      .exactOptional(),
    seccompProfile: z.strictObject({ type: z.literal('RuntimeDefault') }).exactOptional(),
  })
  .refine((context) => !(context.runAsNonRoot === true && context.runAsUser === 0), {
    path: ['runAsUser'],
    message: 'is root, which runAsNonRoot forbids',
  });

const volumeMount = z.strictObject({
  name: z.string().min(1).max(63),
  mountPath: path.refine(
    (mountPath) => !hidesHolder({ mountPath }),
    `${HOLDER_FOLDER} is where Keyhole tells the container to end: mount it elsewhere`,
  ),
  readOnly: z.boolean().exactOptional(),
});

/**
 * A profile of the policy's own. Of what an ephemeral container may have, only what a profile is for: the rest is the
 * ask's, and `subPath` is refused by the API server.
 */
export const customProfile = z.strictObject({
  base: z.enum(PROFILE_NAMES).describe('The profile of kubectl debug that this one begins with.'),
  spec: z.strictObject({
    env: z.array(variable).exactOptional(),
    securityContext: securityContext.exactOptional(),
    volumeMounts: z.array(volumeMount).exactOptional(),
    workingDir: path.exactOptional(),
  }),
});
