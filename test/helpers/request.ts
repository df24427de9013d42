import type { Ask } from '../../src/domain/asking/ask.ts';
import type { ContainerReport } from '../../src/domain/container/container-report.ts';
import type { Person } from '../../src/domain/request/person.ts';
import { digestOfPlan, type Plan, planFor, type PlanOptions } from '../../src/domain/request/plan.ts';
import { judge } from '../../src/domain/policy/judge.ts';
import type { Policy } from '../../src/domain/policy/policy.ts';
import type { Event, Request } from '../../src/domain/request/request.ts';
import { type Refusal, transition } from '../../src/domain/request/transition.ts';
import { testPolicy } from './policy.ts';

export const ALICE: Person = { slackId: 'U0ALICE', name: 'Alice', email: 'alice@example.com' };
export const BOB: Person = { slackId: 'U0BOB', name: 'Bob', email: 'bob@example.com' };
export const CAROL: Person = { slackId: 'U0CAROL', name: 'Carol', email: 'carol@example.com' };
export const MALLORY: Person = { slackId: 'U0MALLORY', name: 'Mallory', email: 'mallory@example.com' };

export const ID = '0123456789';
export const ASK = {
  text: 'pod api-7f9 busybox -- id',
  wanted: { kind: 'pod', name: 'api-7f9' },
  image: 'busybox',
  command: { text: 'id', argv: ['id'] },
} as const satisfies Ask;

export const ASKED = {
  type: 'asked',
  requester: ALICE,
  place: { team: 'T0', channel: 'C0' },
  ask: ASK,
  cluster: 'sandbox',
} as const satisfies Event;

/** What an ask, Alice's unless another is given, comes to under a policy. */
export function testPlan(
  policy: Policy = testPolicy(),
  requestId = ID,
  ask: Ask = ASK,
  also: Partial<PlanOptions> = {},
): Plan {
  const judgement = judge(policy, {
    requester: ALICE,
    cluster: 'sandbox',
    namespace: 'shop',
    image: 'busybox',
    at: 0,
  });
  if (judgement.kind === 'refused') throw new Error(judgement.sentence);
  return planFor({
    requestId,
    ask,
    cluster: 'sandbox',
    namespace: 'shop',
    pod: { name: 'api-7f9c6d5b84-x2k4p', uid: 'uid-1', node: 'node1', owner: 'Deployment api' },
    target: { name: 'app' },
    grant: judgement.grant,
    ...also,
  });
}

export function prepared(policy?: Policy, plan: Plan = testPlan(policy)): Event {
  return { type: 'prepared', plan, digest: digestOfPlan(plan), warnings: [] };
}

/** Everything up to the approval, for an ask. */
export function approvedFor(ask: Ask, also: Partial<PlanOptions> = {}): readonly Event[] {
  const plan = testPlan(undefined, ID, ask, also);
  return [{ ...ASKED, ask }, prepared(undefined, plan), { type: 'card-posted' }, reviewed(BOB, 'approve')];
}

export function reviewed(
  reviewer: Person,
  decision: 'approve' | 'deny',
  groups: readonly string[] = ['sre'],
): Event {
  return { type: 'reviewed', review: { reviewer, decision, groups, at: 0 } };
}

/** The request after these events, each of which must be accepted, at the time 1000. */
export function after(...events: readonly Event[]): Request {
  let request: Request | undefined;
  for (const event of events) {
    const next = transition(ID, request, event, 1_000);
    if (next.kind === 'refused') throw new Error(`${event.type} was refused: ${next.code}`);
    request = next.request;
  }
  if (!request) throw new Error('no events');
  return request;
}

/** Why an event changes nothing in a request; undefined where it does. */
export function refusal(request: Request, event: Event, now = 5_000): Refusal['code'] | undefined {
  const next = transition(ID, request, event, now);
  return next.kind === 'refused' ? next.code : undefined;
}

/** The request after one more event, which must be accepted. */
export function andThen(request: Request, event: Event, now = 5_000): Request {
  const next = transition(ID, request, event, now);
  if (next.kind === 'refused') throw new Error(`${event.type} was refused: ${next.code}`);
  return next.request;
}

export const APPROVED: readonly Event[] = [
  ASKED,
  prepared(),
  { type: 'card-posted' },
  reviewed(BOB, 'approve'),
];
export const LEASE = 'lease-1';
/** From a worker's taking it up to the run. */
export const STARTS: readonly Event[] = [
  { type: 'starting', lease: LEASE },
  { type: 'container-added', lease: LEASE },
  { type: 'run-started', run: 0, lease: LEASE },
  { type: 'active', lease: LEASE },
];
export const RUNNING: readonly Event[] = [...APPROVED, ...STARTS];

/** Alice's plan under a rule that lets her break the glass. */
export function brokenGlassPlan(plan = testPlan()): Plan {
  const { approvals, ...grant } = plan.grant;
  const breakGlass = { announce: 'C0SECURITY', remindEvery: 3600, reviewers: approvals };
  return { ...plan, grant: { ...grant, approvals: [], breakGlass } };
}

/** Everything up to a broken glass that may start. */
export const BROKEN_GLASS: readonly Event[] = [
  ASKED,
  prepared(undefined, brokenGlassPlan()),
  { type: 'card-posted' },
  { type: 'announced' },
];

/** The session's container as the cluster tells of it while it runs. */
export const REPORT: ContainerReport = {
  name: `keyhole-${ID}`,
  image: 'docker.io/library/busybox:1.37',
  command: ['sh'],
  args: [],
  state: { kind: 'running', startedAt: 1_000 },
  ready: false,
  restarts: 0,
  seenAt: 1_000,
};

/** The same once it is over. */
export const OVER: ContainerReport = {
  ...REPORT,
  state: { kind: 'terminated', reason: 'Completed', exitCode: 0, startedAt: 1_000, finishedAt: 2_000 },
};
