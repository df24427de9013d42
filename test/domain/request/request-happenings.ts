import fc from 'fast-check';
import type { Event, Outcome } from '../../../src/domain/request/request.ts';
import { testPolicy } from '../../helpers/policy.ts';
import {
  ALICE,
  ASKED,
  BOB,
  brokenGlassPlan,
  CAROL,
  MALLORY,
  prepared,
  REPORT,
  testPlan,
} from '../../helpers/request.ts';
import type { ModelRule } from './request-model.ts';

/** Who clicks, in which groups; the last is another account of Bob's. */
const PEOPLE = [
  { person: BOB, groups: ['sre'] },
  { person: CAROL, groups: ['payments'] },
  { person: MALLORY, groups: ['sre', 'payments'] },
  { person: { ...BOB, slackId: 'U0BOB2', email: 'BOB@example.com' }, groups: ['sre'] },
];

const RULES: readonly ModelRule[] = [
  { slots: [['sre']], denials: 1, breakGlass: false },
  { slots: [['sre'], ['payments']], denials: 2, breakGlass: false },
  { slots: [['sre', 'payments'], ['sre']], denials: 3, breakGlass: false },
  { slots: [], denials: 1, breakGlass: false },
  { slots: [['sre']], denials: 1, breakGlass: true },
];

function planUnder({ slots, denials, breakGlass }: ModelRule) {
  const approvals = slots.map((from) => ({ from, count: 1 }));
  const plan = testPlan(testPolicy({ approvals, denials }));
  return breakGlass ? brokenGlassPlan(plan) : plan;
}

const output = { bytes: 3, cutBytes: 0, redactions: 0 };
const lease = fc.constantFrom('a', 'b');
const who = fc.constantFrom(...PEOPLE);

function anyEvent(rule: ModelRule): fc.Arbitrary<Event> {
  const reviewed = (decision: 'approve' | 'deny') =>
    who.map(({ person, groups }): Event => {
      const review = { reviewer: person, decision, groups, at: 0 };
      return { type: 'reviewed', review };
    });
  return fc.oneof(
    fc.constant(prepared(undefined, planUnder(rule))),
    fc.constantFrom<Event>(
      ASKED,
      { type: 'refused', sentence: 'No.' },
      { type: 'cancelled', by: ALICE },
      { type: 'ended', outcome: 'stopped', by: MALLORY },
    ),
    fc.constantFrom<Event>({ type: 'card-posted' }, { type: 'announced' }),
    fc.constantFrom<Event>({ type: 'reminded' }, { type: 'due' }),
    fc.constantFrom<Event>({ type: 'released' }, { type: 'review-asked' }),
    reviewed('approve'),
    reviewed('deny'),
    fc
      .constantFrom(ALICE, { ...ALICE, slackId: 'U0ALICE2' }, BOB, CAROL)
      .map((by): Event => ({ type: 'acknowledged', by })),
    lease.map((id): Event => ({ type: 'starting', lease: id })),
    lease.map((id): Event => ({ type: 'container-added', lease: id })),
    lease.map((id): Event => ({ type: 'run-started', run: 0, lease: id })),
    lease.map((id): Event => ({ type: 'run-withdrawn', run: 0, lease: id })),
    lease.map((id): Event => ({ type: 'active', lease: id })),
    lease.map((id): Event => ({ type: 'container-seen', report: REPORT, lease: id })),
    fc.tuple(lease, fc.constantFrom(undefined, 'failed' as const)).map(([id, outcome]): Event => ({
      type: 'run-ended',
      run: 0,
      lease: id,
      verdict: { kind: 'exited', code: 0 },
      output,
      ...(outcome && { over: { outcome, sentence: 'It could not start.' } }),
    })),
    fc
      .tuple(lease, fc.constantFrom<Outcome>('completed', 'interrupted'))
      .map(([id, outcome]): Event => ({ type: 'ended', outcome, lease: id })),
  );
}

/** One step: what may happen next, and how long after the last. */
export interface Happening {
  readonly events: readonly Event[];
  /** Whether the one of these happens that brings the request on; else the first. */
  readonly usual: boolean;
  readonly afterMs: number;
}

/** A rule, and what happens to a request under it. */
export const happenings: fc.Arbitrary<{ rule: ModelRule; steps: Happening[] }> = fc
  .constantFrom(...RULES)
  .chain((rule) =>
    fc.record({
      rule: fc.constant(rule),
      steps: fc.array(
        fc.record({
          events: fc.array(anyEvent(rule), { minLength: 10, maxLength: 20 }),
          usual: fc.integer({ max: 9, min: 0 }).map((tenth) => tenth > 0),
          afterMs: fc.oneof(
            { weight: 8, arbitrary: fc.constantFrom(0, 500) },
            { weight: 1, arbitrary: fc.constantFrom(19_999, 180_000, 600_000, 900_000, 3_600_000) },
          ),
        }),
        { maxLength: 40, size: 'max' },
      ),
    }),
  );

/** What a request goes through from its asking to the review afterwards. */
const USUAL: readonly Event['type'][] = [
  'prepared',
  'card-posted',
  'announced',
  'reviewed',
  'container-added',
  'run-started',
  'active',
  'due',
  'run-ended',
  'starting',
  'released',
  'review-asked',
  'acknowledged',
];

/** The event that happens in a step, of which `counts` tells whether it would change anything. */
export function eventOf({ events, usual }: Happening, counts: (event: Event) => boolean): Event {
  const place = ({ type }: Event) => USUAL.indexOf(type);
  const likely = events.filter((event) => usual && place(event) >= 0 && counts(event));
  return likely.toSorted((a, b) => place(a) - place(b))[0] ?? events[0] ?? ASKED;
}
