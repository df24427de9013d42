import { z } from 'zod';
import { PULL_POLICIES } from '../container/debug-container.ts';
import { customProfile } from './policy-profiles.ts';
import { rule } from './policy-rule.ts';
import { duration, name, word } from './policy-values.ts';

const person = z
  .strictObject({
    slackUsers: z
      .array(z.string().regex(/^[UW][A-Z0-9]+$/, 'a Slack user id begins with U or W'))
      .default([])
      .describe('Slack user ids: in a profile, under "Copy member ID".'),
    emails: z
      .array(z.string().regex(/^[^\s@]+@[^\s@]+$/, 'write an address or a pattern such as *@example.com'))
      .default([])
      .describe('Addresses in Slack profiles; * stands for anything.'),
    slackUserGroup: z
      .string()
      .regex(/^S[A-Z0-9]+$/, "a Slack user group's id begins with S")
      .optional()
      .describe('The id of a Slack user group, whose members Slack tells.'),
  })
  .refine(
    (group) => group.slackUsers.length + group.emails.length > 0 || group.slackUserGroup !== undefined,
    'names nobody: add slackUsers, emails or slackUserGroup',
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

const fairUse = z
  .strictObject({
    openPerPerson: z
      .int()
      .min(1)
      .max(1000)
      .default(10)
      .describe('How many requests of one person may be open at once. Without it 10.'),
    openPerPod: z
      .int()
      .min(1)
      .max(1000)
      .default(5)
      .describe('How many requests may be open on one pod at once. Without it 5.'),
    coolDown: z
      .strictObject({
        denials: z.int().min(1).max(100).default(3).describe('After how many denials. Without it 3.'),
        within: duration(24 * 3600)
          .default(3600)
          .describe('Within which time. Without it 1h.'),
        lasts: duration(24 * 3600)
          .default(900)
          .describe('For how long from the last one. Without it 15m.'),
      })
      .prefault({})
      .describe('Who was denied repeatedly has to wait.'),
  })
  .prefault({});

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
  admins: z
    .array(name)
    .default([])
    .describe('Groups of people who may stop all of Keyhole and hear of a bad edit of this file.'),
  fairUse: fairUse.describe('How much one person, and on one pod, may be open at once.'),
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

/** The keys that may stand at a place of a document, by default of the policy file; none where names are given freely. */
export function keysAt(path: readonly (string | number)[], schema = policyJsonSchema()): string[] {
  let at: JsonSchema = schema;
  for (const part of path) {
    const own = new Map(Object.entries(at.properties ?? {}));
    const next = typeof part === 'number' ? at.items : (own.get(part) ?? at.additionalProperties);
    if (typeof next !== 'object' || Array.isArray(next)) return [];
    at = next;
  }
  return Object.keys(at.properties ?? {});
}
