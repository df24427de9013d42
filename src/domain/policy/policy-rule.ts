import { z } from 'zod';
import { commandPatternProblem } from '../commands/command-pattern.ts';
import { LONGEST_REMINDER_S, SHORTEST_REMINDER_S } from '../request/break-glass.ts';
import { duration, glob, name, size, word } from './policy-values.ts';
import { whenProblem } from './when.ts';

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
    extended: duration(12 * 3600)
      .optional()
      .describe(
        'How long an open session may last in all when it is extended, each time by another session at the most. Without it none can be.',
      ),
    command: duration(3600)
      .default(60)
      .describe('How long each command may take, at most the session. Without it 60s.'),
    output: size.default(1_000_000).describe('How much is kept of what each command prints. Without it 1MB.'),
  })
  .refine(({ command, session }) => command <= session, {
    path: ['command'],
    message: 'is longer than the session',
  })
  .refine(({ extended, session }) => extended === undefined || extended >= session, {
    path: ['extended'],
    message: 'is shorter than the session',
  })
  .prefault({});

/** As Kubernetes takes them (kubernetes.io/docs/concepts/overview/working-with-objects/labels). */
const labelKey = z
  .string()
  .regex(
    /^([a-z0-9.-]{1,253}\/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/,
    'use letters, digits, - _ . and one /',
  );

const labels = z
  .record(labelKey, z.string().max(63))
  .refine((given) => Object.keys(given).length > 0, 'names no label: leave it out to take any');

const match = z
  .strictObject({
    clusters: z.array(glob).min(1).default(['*']).describe('Names of clusters; * stands for anything.'),
    namespaces: z.array(glob).min(1).default(['*']).describe('Namespaces; * stands for anything.'),
    namespaceLabels: labels
      .optional()
      .describe('Labels that the namespace must have; * stands for anything.'),
    podLabels: labels.optional().describe('Labels that the pod must have; * stands for anything.'),
    workloads: z
      .array(z.string().regex(/^[A-Z*][A-Za-z*]*\/\S+$/, 'write a kind and a name, such as Deployment/api-*'))
      .min(1)
      .optional()
      .describe('What the pod must be of, such as Deployment/api-*; * stands for anything.'),
    when: z
      .string()
      .min(1)
      .max(2000)
      .superRefine((text, context) => {
        const problem = whenProblem(text);
        if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
      })
      .optional()
      .describe('A condition in CEL (https://cel.dev) that must be true.'),
  })
  .prefault({});

const patterns = z
  .array(
    z
      .string()
      .min(1)
      .max(500)
      .superRefine((text, context) => {
        const problem = commandPatternProblem(text);
        if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
      }),
  )
  .default([]);

/** Which commands a rule lets run (domain/commands/). */
const commands = z.strictObject({
  allow: patterns.describe('Commands that may run.'),
  review: patterns.describe('Commands that may run once someone approved them.'),
  refuse: patterns.describe('Commands that may not run, whatever else fits them.'),
  otherwise: z
    .enum(['allow', 'review', 'refuse'])
    .default('review')
    .describe('What holds for all others. Without it review.'),
});

const breakGlass = z.strictObject({
  requesters: z.array(name).min(1).describe('The groups of people who may.'),
  announce: z
    .string()
    .regex(/^[CG][A-Z0-9]+$/, "a Slack channel's id begins with C")
    .describe('The id of the channel where it is told, before anything starts.'),
  remindEvery: duration(LONGEST_REMINDER_S)
    .refine((seconds) => seconds >= SHORTEST_REMINDER_S, 'is less than the least allowed, 10m')
    .default(24 * 3600)
    .describe('How often a review is asked for until there is one. Without it 24h.'),
});

/** One rule of the policy: what it is for, who may ask and approve, and what it gives. */
export const rule = z.strictObject({
  name: name.describe('What the rule is called in cards and refusals; no two alike.'),
  match,
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
  alsoRun: z
    .array(name)
    .default([])
    .describe('Groups of people who may run commands in an open session, besides who asked for it.'),
  notify: z
    .enum(['thread', 'dm', 'none'])
    .default('thread')
    .describe(
      'How those who may decide hear of a request: mentioned on its card, each by direct message, or not at all. Without it thread.',
    ),
  denials: z.int().min(1).max(10).default(1).describe('How many denials end a request.'),
  requireReason: z
    .array(z.enum(['ask', 'approve', 'deny']))
    .default([])
    .describe('Who has to say why: whoever asks, approves, denies.'),
  commands: commands.optional().describe('Which commands may run. Without it all of them may.'),
  breakGlass: breakGlass
    .optional()
    .describe('Who may start at once in an emergency, with a review afterwards. Without it nobody.'),
  limits,
});
