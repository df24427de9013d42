import { z } from 'zod';
import { PULL_POLICIES } from '../container/debug-container.ts';
import { customProfile } from './policy-profiles.ts';
import { duration, glob, name, size, word } from './policy-values.ts';

const person = z
  .strictObject({
    slackUsers: z
      .array(z.string().regex(/^[UW][A-Z0-9]+$/, 'a Slack user id begins with U or W'))
      .default([]),
    emails: z.array(z.string().regex(/@/, 'write an address or a pattern such as *@example.com')).default([]),
  })
  .refine(
    (group) => group.slackUsers.length + group.emails.length > 0,
    'names nobody: add slackUsers or emails',
  );

const image = z
  .strictObject({
    image: z.string().regex(/^\S+$/, 'must have no blanks'),
    pullPolicy: z.enum(PULL_POLICIES).optional(),
    /** Absent: `exec`, unless an ask says otherwise. */
    mode: z.enum(['exec', 'entrypoint']).optional(),
    firstLook: z.array(z.string().min(1).max(200)).min(1).max(12).optional(),
  })
  .refine(({ mode, firstLook }) => mode !== 'entrypoint' || firstLook === undefined, {
    path: ['firstLook'],
    message: 'cannot run in an image whose mode is entrypoint: leave one of them out',
  });

/** Users of groups that begin so are the cluster's own: `system:masters` may do anything. */
const OWN_TO_THE_CLUSTER = 'system:';

const impersonation = z.strictObject({
  groups: z
    .array(
      z
        .string()
        .regex(/^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/, 'write the name of a group in ASCII')
        .refine(
          (group) => !group.startsWith(OWN_TO_THE_CLUSTER),
          `a group that begins with ${OWN_TO_THE_CLUSTER} is not the policy's to give`,
        ),
    )
    .default([]),
});

const limits = z
  .strictObject({
    pending: duration(24 * 3600).default(900),
    unused: duration(24 * 3600).default(600),
    session: duration(12 * 3600).default(900),
    command: duration(3600).default(60),
    output: size.default(1_000_000),
  })
  .refine(({ command, session }) => command <= session, {
    path: ['command'],
    message: 'is longer than the session',
  })
  .prefault({});

const rule = z.strictObject({
  name,
  match: z
    .strictObject({
      clusters: z.array(glob).min(1).default(['*']),
      namespaces: z.array(glob).min(1).default(['*']),
    })
    .prefault({}),
  requesters: z.array(name).min(1),
  images: z.array(name).min(1),
  profiles: z.array(word).min(1).default(['restricted', 'baseline', 'general']),
  /** Whether the target's volumes may be mounted, too. */
  volumes: z.boolean().default(false),
  approvals: z.array(
    z.strictObject({ from: z.array(name).min(1), count: z.int().min(1).max(10).default(1) }),
  ),
  selfApproval: z.boolean().default(false),
  limits,
});

/** The shape of the policy file; what names what is checked by `policyFrom` (policy.ts). */
export const policySchema = z.strictObject({
  clusters: z.record(
    word,
    z.strictObject({
      context: z.string().min(1).optional(),
      aliases: z.array(word).default([]),
      defaultNamespace: z.string().min(1).default('default'),
      /** Absent: the cluster sees Keyhole's own account. */
      impersonate: impersonation.optional(),
    }),
  ),
  people: z.record(name, person),
  images: z.record(name, image),
  profiles: z.record(word, customProfile).default({}),
  rules: z.array(rule).min(1),
});

/** The JSON Schema of the policy file, for editors. What only the bot can judge, such as names that nothing defines, is not in it. */
export function policyJsonSchema(): JsonSchema {
  return { title: "Keyhole's policy", ...z.toJSONSchema(policySchema, { io: 'input' }) };
}

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** The keys that may stand at a place of the policy file; none where names are given freely. */
export function keysAt(path: readonly (string | number)[]): string[] {
  let at: JsonSchema = policyJsonSchema();
  for (const part of path) {
    const own = new Map(Object.entries(at.properties ?? {}));
    const next = typeof part === 'number' ? at.items : (own.get(part) ?? at.additionalProperties);
    if (typeof next !== 'object' || Array.isArray(next)) return [];
    at = next;
  }
  return Object.keys(at.properties ?? {});
}
