import { z } from 'zod';
import { PULL_POLICIES } from '../container/debug-container.ts';
import { misusedNames } from './policy-names.ts';
import { customProfile } from './policy-profiles.ts';
import { duration, glob, name, size, word } from './policy-values.ts';

const person = z
  .strictObject({
    slackUsers: z
      .array(z.string().regex(/^[UW][A-Z0-9]+$/, 'a Slack user id begins with U or W'))
      .default([]),
    emails: z
      .array(z.string().includes('@', { message: 'write an address or a pattern such as *@example.com' }))
      .default([]),
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

/** The shape of the policy file; what names what is checked by `policyFrom`. */
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

/** A policy that was checked: every name it uses is defined. */
export type Policy = z.infer<typeof policySchema>;
export type Rule = Policy['rules'][number];
export type Limits = Rule['limits'];
export type ApprovalRequirement = Rule['approvals'][number];

/** A place in the policy, and what is wrong there. */
export interface PolicyProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

export type PolicyReading =
  | { readonly kind: 'policy'; readonly policy: Policy }
  | { readonly kind: 'invalid'; readonly problems: readonly PolicyProblem[] };

/** Checks a parsed policy document. Unknown keys are refused: a misspelt limit must not silently be none. */
export function policyFrom(document: unknown): PolicyReading {
  const parsed = policySchema.safeParse(document);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => ({
      path: issue.path.filter((part) => typeof part !== 'symbol'),
      message: plainMessage(issue.message),
    }));
    return { kind: 'invalid', problems };
  }
  const problems = misusedNames(parsed.data);
  return problems.length > 0 ? { kind: 'invalid', problems } : { kind: 'policy', policy: parsed.data };
}

/** The validator's commonest complaints, as a person would put them. */
function plainMessage(message: string): string {
  const missing = /^Invalid input: expected (\w+), received (undefined|null)$/.exec(message);
  if (missing) return 'is missing';
  const wrong = /^Invalid input: expected (\w+), received (\w+)$/.exec(message);
  if (!wrong) return message;
  return `must be ${KINDS[wrong[1] ?? ''] ?? wrong[1]}, not ${KINDS[wrong[2] ?? ''] ?? wrong[2]}`;
}

const KINDS: Readonly<Record<string, string>> = {
  object: 'a list of settings',
  record: 'a list of settings',
  array: 'a list',
  string: 'a text (put it in quotes)',
  number: 'a number',
  boolean: 'true or false',
};
