import fc from 'fast-check';
import type { ContainerReport, ContainerState } from '../../../src/domain/container/container-report.ts';
import type { Plan } from '../../../src/domain/request/plan.ts';
import type { Request, Run, Verdict } from '../../../src/domain/request/request.ts';
import { FULL_PLAN, FULL_REPORT, FULL_REQUEST } from './full-request.ts';

/** Text that tries to break out of where it is shown, or is longer than what Slack takes. */
export const hostile = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 4_000 }),
  fc.constantFrom(
    '<!channel>',
    '`',
    '<@U1>',
    '&',
    '*'.repeat(3_500),
    '&'.repeat(3_500),
    '<!here> '.repeat(400),
  ),
);
const time = fc.nat({ max: 4_000_000_000_000 });
const optional = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: undefined });
/** Without the members that are undefined. */
const dense = (value: object) =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined));

const states: fc.Arbitrary<ContainerState> = fc.oneof(
  fc.constant({ kind: 'unknown' as const }),
  fc.record({ kind: fc.constant('waiting' as const), reason: hostile, message: hostile }),
  fc.record({ kind: fc.constant('running' as const), startedAt: time }),
  fc.record({
    kind: fc.constant('terminated' as const),
    reason: hostile,
    exitCode: fc.integer(),
    startedAt: time,
    finishedAt: time,
    message: hostile,
  }),
);
/** How a container may be told to stand. */
export const reports: fc.Arbitrary<ContainerReport> = fc.record({
  name: hostile,
  image: hostile,
  imageId: hostile,
  containerId: hostile,
  command: fc.array(hostile, { maxLength: 20 }),
  args: fc.array(hostile, { maxLength: 20 }),
  state: states,
  ready: fc.boolean(),
  restarts: fc.nat(),
  seenAt: time,
});

const plans: fc.Arbitrary<Plan> = fc
  .record({
    text: hostile,
    mode: fc.constantFrom('exec' as const, 'entrypoint' as const),
    flags: fc.record({ reused: fc.boolean(), staysOpen: fc.boolean() }),
    env: fc.array(fc.record({ name: hostile, value: hostile }), { maxLength: 80 }),
    volumeMounts: fc.array(fc.record({ name: hostile, mountPath: hostile, readOnly: fc.boolean() }), {
      maxLength: 200,
    }),
    groups: fc.array(hostile, { maxLength: 30 }),
    command: optional(fc.array(hostile, { maxLength: 5 })),
    broken: fc.boolean(),
    denials: fc.integer({ min: 1, max: 10 }),
  })
  .map(({ text, mode, flags, env, volumeMounts, groups, command, broken, denials }): Plan => {
    const { command: _ours, ...container } = FULL_PLAN.container;
    return {
      ...FULL_PLAN,
      ...flags,
      mode,
      cluster: text,
      namespace: text,
      pod: { ...FULL_PLAN.pod, name: text, owner: text, node: text },
      target: { name: text },
      actAs: { user: text, groups },
      container: {
        ...container,
        ...(command && { command }),
        name: text,
        image: text,
        env,
        volumeMounts,
        workingDir: text,
        targetContainerName: text,
        securityContext: { capabilities: { add: groups, drop: [text] } },
      },
      runs: [{ title: text, text, argv: [text] }],
      grant: {
        ...FULL_PLAN.grant,
        rule: text,
        image: { alias: text, reference: text },
        profile: { name: text, base: 'general', spec: { workingDir: text } },
        approvals: broken ? [] : [{ from: [text, ...groups], count: 2 }],
        denials,
        ...(broken && {
          breakGlass: {
            announce: 'C0SECURITY',
            remindEvery: 3_600,
            reviewers: [{ from: [text, ...groups], count: 1 }],
          },
        }),
      },
    };
  });

const verdicts: fc.Arbitrary<Verdict | undefined> = fc.oneof(
  fc.constant(undefined),
  fc.record({ kind: fc.constant('exited' as const), code: fc.integer() }),
  fc.record({ kind: fc.constantFrom('could-not-start' as const, 'unknown' as const), sentence: hostile }),
  fc.record({ kind: fc.constant('timed-out' as const), afterMs: fc.nat(), sentence: hostile }),
);
export const runs: fc.Arbitrary<Run> = fc
  .record({ title: hostile, verdict: verdicts, tookMs: optional(fc.nat()) })
  .map(({ title, ...rest }) => ({
    title,
    argv: [],
    startedAt: 1,
    output: { bytes: 1, cutBytes: 1, redactions: 2 },
    ...dense(rest),
  }));

/** A request in which everything that people, pods and clusters decide is as bad as it can be. */
export const requests: fc.Arbitrary<Request> = fc
  .record({
    plan: optional(plans),
    state: fc.constantFrom<Pick<Request, 'state' | 'outcome'>>(
      { state: 'pending' },
      { state: 'approved' },
      { state: 'starting' },
      { state: 'active' },
      { state: 'ended', outcome: 'failed' },
      { state: 'ended', outcome: 'completed' },
      { state: 'ended', outcome: 'denied' },
      { state: 'ended', outcome: 'stopped' },
    ),
    text: hostile,
    warnings: fc.array(hostile, { maxLength: 60 }),
    notes: fc.array(hostile, { maxLength: 60 }),
    choices: fc.array(fc.record({ label: hostile, note: hostile, change: fc.constant({}) }), {
      maxLength: 40,
    }),
    runs: fc.array(runs, { maxLength: 30 }),
    reviews: fc.nat({ max: 30 }),
    reasons: fc.boolean(),
    remindedAt: optional(time),
    acknowledged: fc.boolean(),
    container: reports,
  })
  .map(({ plan, state, text, reviews, reasons, acknowledged, remindedAt, ...rest }): Request => {
    const { plan: _full, ...request } = FULL_REQUEST;
    return {
      ...request,
      ...state,
      ...rest,
      ...(plan && { plan }),
      sentence: text,
      requester: { slackId: 'U0ALICE', name: text },
      reviews: Array.from({ length: reviews }, (_, index) => ({
        reviewer: { slackId: `U0REVIEWER${index}`, name: text },
        decision: index % 3 === 0 ? 'deny' : 'approve',
        groups: [],
        // Whoever decides is held to as much (slack/actions/own-words.ts).
        ...(reasons && { reason: text.slice(0, 500) }),
        at: index,
      })),
      ...(remindedAt !== undefined && { remindedAt }),
      ...(acknowledged && {
        acknowledged: { by: { slackId: 'U0REVIEWER', name: text }, note: text.slice(0, 500), at: 1 },
      }),
      // Asking bounds a reason (domain/asking/command-line-values.ts).
      ask: { ...request.ask, text, wanted: { kind: 'selector', selector: text }, reason: text.slice(0, 500) },
    };
  });

/** All that is long at once, in a character that escaping makes five of. */
export function biggest(): readonly Request[] {
  const long = '&'.repeat(4_000);
  const many = Array.from({ length: 30 }, () => long);
  const { container, grant } = FULL_PLAN;
  const env = many.map((value) => ({ name: value, value }));
  const plan: Plan = {
    ...FULL_PLAN,
    cluster: long,
    namespace: long,
    pod: { ...FULL_PLAN.pod, name: long, owner: long, node: long },
    actAs: { user: long, groups: many },
    container: {
      ...container,
      env,
      image: long,
      securityContext: { capabilities: { add: many, drop: many } },
    },
    runs: [{ title: long, text: long, argv: [] }],
    grant: {
      ...grant,
      rule: long,
      image: { alias: 'x', reference: long },
      approvals: [{ from: many, count: 2 }],
    },
  };
  const run: Run = { title: long, argv: [], startedAt: 1, verdict: { kind: 'timed-out', afterMs: 1 } };
  const request: Request = {
    ...FULL_REQUEST,
    plan,
    sentence: long,
    warnings: many,
    notes: many,
    choices: many.map((label) => ({ label, change: {} })),
    runs: many.map(() => run),
    ask: { ...FULL_REQUEST.ask, reason: long.slice(0, 500) },
    container: { ...FULL_REPORT, name: long, image: long, imageId: long, command: many, args: many },
  };
  const reviews = many.map((name, index) => ({
    reviewer: { slackId: `U0REVIEWER${index}`, name },
    decision: index % 3 === 0 ? ('deny' as const) : ('approve' as const),
    groups: many,
    reason: long.slice(0, 500),
    at: index,
  }));
  const reviewed = { ...request, reviews, plan: { ...plan, grant: { ...plan.grant, denials: 10 } } };
  const breakGlass = {
    announce: 'C0SECURITY',
    remindEvery: 3_600,
    reviewers: [{ from: many, count: 2 }],
  };
  const broken = { ...request, plan: { ...plan, grant: { ...plan.grant, approvals: [], breakGlass } } };
  const over = { state: 'ended', outcome: 'failed', endedAt: 1, startedAt: 1 } as const;
  const acknowledged = { by: { slackId: 'U0BOB', name: long }, note: long.slice(0, 500), at: 1 };
  return [
    ...[request, reviewed].flatMap((each): Request[] => [
      each,
      { ...each, state: 'active' },
      { ...each, ...over },
      { ...each, ...over, outcome: 'denied' },
    ]),
    { ...broken, state: 'approved' },
    { ...broken, state: 'active' },
    { ...broken, ...over },
    { ...broken, ...over, acknowledged },
  ];
}

export const outputs = fc.array(
  fc.record({ stream: fc.constantFrom('out', 'err'), text: hostile.map((text) => `${text}\n`) }),
  { maxLength: 40 },
);
