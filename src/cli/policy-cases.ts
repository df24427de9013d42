import { z } from 'zod';
import { problemsOf } from '../domain/policy/policy-problems.ts';
import { type FileText, readFileText, readYaml, type YamlReading } from '../yaml-text.ts';
import { isTime } from './scenario.ts';

const labels = z.record(z.string().min(1), z.string());

const person = z
  .strictObject({
    email: z.string().regex(/@/, 'write an address').optional(),
    slackId: z
      .string()
      .regex(/^[UW][A-Z0-9]+$/, 'a Slack user id begins with U or W')
      .optional(),
    name: z.string().min(1).optional(),
    in: z.array(z.string().min(1)).optional(),
  })
  .refine(
    ({ email, slackId }) => email !== undefined || slackId !== undefined,
    'names nobody: add email or slackId',
  );

const ofAllowed = ['rule', 'approvals', 'image', 'profile'] as const;

const expectation = z
  .strictObject({
    decision: z.enum(['allowed', 'refused']),
    rule: z.string().optional(),
    approvals: z
      .array(z.strictObject({ from: z.array(z.string()).min(1), count: z.int().min(1).default(1) }))
      .optional(),
    image: z.string().optional(),
    profile: z.string().optional(),
    sentence: z.string().min(1).optional(),
  })
  .superRefine((given, context) => {
    const unfit =
      given.decision === 'refused'
        ? ofAllowed.filter((key) => given[key] !== undefined)
        : given.sentence === undefined
          ? []
          : ['sentence'];
    for (const key of unfit) {
      const message = `can be expected only of what is ${given.decision === 'refused' ? 'allowed' : 'refused'}`;
      context.addIssue({ code: 'custom', path: [key], message });
    }
  });

const casesSchema = z.strictObject({
  cases: z
    .array(
      z.strictObject({
        name: z.string().min(1).optional(),
        as: person,
        ask: z.string().min(1),
        cluster: z.string().min(1).optional(),
        pod: z
          .strictObject({
            name: z.string().min(1).optional(),
            labels: labels.optional(),
            namespaceLabels: labels.optional(),
            workload: z
              .string()
              .regex(/^[A-Z]\w*\/[^/]+$/, 'write a kind and a name, such as Deployment/api')
              .optional(),
            node: z.string().min(1).optional(),
          })
          .optional(),
        at: z
          .string()
          .refine(isTime, 'write a time with its zone, such as 2026-11-22T03:00:00+01:00')
          .optional(),
        expect: expectation,
      }),
    )
    .min(1),
});

/** One ask, and what the policy must make of it. */
export type PolicyCase = z.infer<typeof casesSchema>['cases'][number];

const JSON_SCHEMA = z.toJSONSchema(casesSchema, { io: 'input' });

export function readCasesText(path: string): Promise<FileText> {
  return readFileText(path, 'the file of cases');
}

/** Reads cases from YAML text; whatever is wrong with it comes back with its place, all of it at once. */
export function casesFromText(text: string, name: string): YamlReading<readonly PolicyCase[]> {
  return readYaml(text, name, {
    noun: ['a file of cases', 'the file of cases'],
    check: (content) => {
      const parsed = casesSchema.safeParse(content, { reportInput: true });
      if (parsed.success) return { kind: 'fine', value: parsed.data.cases };
      return {
        kind: 'invalid',
        problems: parsed.error.issues.flatMap((issue) => problemsOf(issue, JSON_SCHEMA)),
      };
    },
  });
}
