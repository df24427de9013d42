import { z } from 'zod';
import { PROFILE_NAMES } from './profiles.ts';

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };
const SIZES: Readonly<Record<string, number>> = { KB: 1000, MB: 1_000_000 };

/** A duration such as `90s`, `15m` or `2h`, read as whole seconds. */
const duration = (most: number) =>
  z
    .string()
    .regex(/^[1-9]\d{0,5}[smh]$/, 'write a duration such as 90s, 15m or 2h')
    .transform((text) => Number(text.slice(0, -1)) * (UNITS[text.slice(-1)] ?? 0))
    .refine((seconds) => seconds <= most, `is more than the most allowed, ${most / 3600} hours`);

/** A size such as `500KB` or `5MB`, read as bytes. */
const size = z
  .string()
  .regex(/^[1-9]\d{0,4}(KB|MB)$/, 'write a size such as 500KB or 5MB')
  .transform((text) => Number(text.slice(0, -2)) * (SIZES[text.slice(-2)] ?? 0))
  .refine((bytes) => bytes <= 20_000_000, 'is more than the most allowed, 20MB');

const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9 ._-]{0,62}$/, 'use letters, digits, spaces, . _ -');
const clusterName = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,48}[a-z0-9])?$/, 'use lower case letters, digits and -');
const glob = z.string().min(1);

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

const image = z.strictObject({
  image: z.string().regex(/^\S+$/, 'must have no blanks'),
  pullPolicy: z.enum(['Always', 'IfNotPresent', 'Never']).optional(),
  firstLook: z.array(z.string().min(1).max(200)).min(1).max(12).optional(),
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
  profiles: z.array(z.enum(PROFILE_NAMES)).min(1).default(['general']),
  approvals: z.array(
    z.strictObject({ from: z.array(name).min(1), count: z.int().min(1).max(10).default(1) }),
  ),
  selfApproval: z.boolean().default(false),
  limits,
});

/** The shape of the policy file; what names what is checked by `policyFrom`. */
export const policySchema = z.strictObject({
  clusters: z.record(
    clusterName,
    z.strictObject({
      context: z.string().min(1).optional(),
      aliases: z.array(clusterName).default([]),
      defaultNamespace: z.string().min(1).default('default'),
    }),
  ),
  people: z.record(name, person),
  images: z.record(name, image),
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
  const problems = undefinedNames(parsed.data);
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

function undefinedNames(policy: Policy): PolicyProblem[] {
  const problems: PolicyProblem[] = [];
  const check = (known: object, used: readonly string[], kind: string, path: (string | number)[]) => {
    for (const [index, key] of used.entries()) {
      if (!Object.hasOwn(known, key)) {
        problems.push({ path: [...path, index], message: `"${key}" is not defined under ${kind}` });
      }
    }
  };
  for (const [index, each] of policy.rules.entries()) {
    check(policy.people, each.requesters, 'people', ['rules', index, 'requesters']);
    check(policy.images, each.images, 'images', ['rules', index, 'images']);
    for (const [at, requirement] of each.approvals.entries()) {
      check(policy.people, requirement.from, 'people', ['rules', index, 'approvals', at, 'from']);
    }
    if (policy.rules.findIndex((other) => other.name === each.name) !== index) {
      problems.push({
        path: ['rules', index, 'name'],
        message: `"${each.name}" names an earlier rule already`,
      });
    }
  }
  return [...problems, ...repeatedClusterNames(policy)];
}

function repeatedClusterNames(policy: Policy): PolicyProblem[] {
  const seen = new Set(Object.keys(policy.clusters));
  const problems: PolicyProblem[] = [];
  for (const [cluster, { aliases }] of Object.entries(policy.clusters)) {
    for (const [index, alias] of aliases.entries()) {
      if (seen.has(alias)) {
        problems.push({
          path: ['clusters', cluster, 'aliases', index],
          message: `"${alias}" names two clusters`,
        });
      }
      seen.add(alias);
    }
  }
  return problems;
}
