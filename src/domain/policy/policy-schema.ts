import { z } from 'zod';
import { PULL_POLICIES } from '../container/debug-container.ts';
import { customProfile } from './policy-profiles.ts';
import { duration, glob, name, size, word } from './policy-values.ts';

const person = z
  .strictObject({
    slackUsers: z
      .array(z.string().regex(/^[UW][A-Z0-9]+$/, 'a Slack user id begins with U or W'))
      .default([])
      .describe('Slack user ids: in a profile, under "Copy member ID".'),
    emails: z
      .array(z.string().regex(/@/, 'write an address or a pattern such as *@example.com'))
      .default([])
      .describe('Addresses in Slack profiles; * stands for anything.'),
  })
  .refine(
    (group) => group.slackUsers.length + group.emails.length > 0,
    'names nobody: add slackUsers or emails',
  );

const image = z
  .strictObject({
    image: z
      .string()
      .regex(/^\S+$/, 'must have no blanks')
      .describe("The image's reference, best with its digest."),
    pullPolicy: z
      .enum(PULL_POLICIES)
      .optional()
      .describe("Without it, what an ask says, else the cluster's default."),
    mode: z
      .enum(['exec', 'entrypoint'])
      .optional()
      .describe(
        "entrypoint: the command is the container's own process, for images without a shell. exec: never so. Without it: only when asked for.",
      ),
    firstLook: z
      .array(z.string().min(1).max(200))
      .min(1)
      .max(12)
      .optional()
      .describe('What runs when an ask names no command.'),
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
    pending: duration(24 * 3600)
      .default(900)
      .describe('How long a request waits to be approved. Without it 15m.'),
    unused: duration(24 * 3600)
      .default(600)
      .describe('How long an approval waits for the start. Without it 10m.'),
    session: duration(12 * 3600)
      .default(900)
      .describe('How long the debug container lives. Without it 15m.'),
    command: duration(3600)
      .default(60)
      .describe('How long each command may take, at most the session. Without it 60s.'),
    output: size.default(1_000_000).describe('How much is kept of what each command prints. Without it 1MB.'),
  })
  .refine(({ command, session }) => command <= session, {
    path: ['command'],
    message: 'is longer than the session',
  })
  .prefault({});

const rule = z.strictObject({
  name: name.describe('What the rule is called in cards and refusals; no two alike.'),
  match: z
    .strictObject({
      clusters: z.array(glob).min(1).default(['*']).describe('Names of clusters; * stands for anything.'),
      namespaces: z.array(glob).min(1).default(['*']).describe('Namespaces; * stands for anything.'),
    })
    .prefault({}),
  requesters: z.array(name).min(1).describe('The groups of people who may ask.'),
  images: z
    .array(name)
    .min(1)
    .describe('The images that may run; the first is taken when an ask names none.'),
  profiles: z
    .array(word)
    .min(1)
    .default(['restricted', 'baseline', 'general'])
    .describe("The profiles that may be asked for: those of kubectl debug, and the policy's own."),
  volumes: z.boolean().default(false).describe("Whether the target's volumes may be mounted, too."),
  approvals: z
    .array(
      z.strictObject({
        from: z.array(name).min(1).describe('Groups of people.'),
        count: z.int().min(1).max(10).default(1).describe('How many of them.'),
      }),
    )
    .describe('All of them are needed, each by other people. An empty list: nobody needs to approve.'),
  selfApproval: z.boolean().default(false).describe('Whether who asked may approve, too.'),
  limits,
});

/** The shape of the policy file; what names what is checked by `policyFrom` (policy.ts). */
export const policySchema = z.strictObject({
  clusters: z
    .record(
      word,
      z.strictObject({
        context: z
          .string()
          .min(1)
          .optional()
          .describe(
            "A context of the worker's kubeconfig. Without it the current one, or the cluster that the worker runs in.",
          ),
        aliases: z.array(word).default([]).describe('Other names that people may type.'),
        defaultNamespace: z
          .string()
          .min(1)
          .default('default')
          .describe('Where a pod is looked for when an ask names no namespace.'),
        impersonate: impersonation
          .optional()
          .describe("The cluster sees who asked, with these groups. Without it: Keyhole's own account."),
      }),
    )
    .describe('The clusters, by the name that people type.'),
  people: z.record(name, person).describe('Groups of people.'),
  images: z.record(name, image).describe('The only images that may run, by the name that people type.'),
  profiles: z.record(word, customProfile).default({}).describe('Profiles beside those of kubectl debug.'),
  rules: z
    .array(rule)
    .min(1)
    .describe('The first rule that fits all of an ask decides; what none fits is refused.'),
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
