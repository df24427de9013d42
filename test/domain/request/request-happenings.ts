import fc from 'fast-check';
import type { ApprovalRequirement } from '../../../src/domain/policy/policy.ts';
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
  { slots: [['sre']], denials: 1, breakGlass: false, staysOpen: false },
  { slots: [['sre'], ['payments']], denials: 2, breakGlass: false, staysOpen: false },
  { slots: [['sre', 'payments'], ['sre']], denials: 3, breakGlass: false, staysOpen: false },
  { slots: [], denials: 1, breakGlass: false, staysOpen: true, extended: 2_000 },
  { slots: [['sre']], denials: 2, breakGlass: false, staysOpen: true, extended: 1_800 },
  { slots: [['sre']], denials: 1, breakGlass: true, staysOpen: true },
];

function planUnder({ slots, denials, breakGlass, staysOpen, extended }: ModelRule) {
  const approvals = slots.map((from) => ({ from, count: 1 }));
  const limits = extended === undefined ? {} : { extended: `${extended}s` };
  const plan = { ...testPlan(testPolicy({ approvals, denials, limits })), staysOpen };
  return breakGlass ? brokenGlassPlan(plan) : plan;
}

const output = { bytes: 3, cutBytes: 0, redactions: 0 };
const lease = fc.constantFrom('a', 'b');
const who = fc.constantFrom(...PEOPLE);
const run = fc.constantFrom(0, 1, 1, 2);
const extension = fc.constantFrom(0, 0, 1);

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
    runEvent('run-started'),
    runEvent('run-withdrawn'),
    runEvent('run-refused'),
    fc
      .tuple(
        fc.constantFrom('1', '2', '3'),
        fc.constantFrom<ApprovalRequirement[]>([], [{ from: ['sre'], count: 1 }]),
      )
      .map(([origin, needs]): Event => {
        const command = { text: 'id', argv: ['id'] };
        return { type: 'run-asked', by: ALICE, command, origin, needs };
      }),
    fc
      .tuple(run, who, fc.constantFrom('approve' as const, 'deny' as const))
      .map(([index, { person, groups }, decision]): Event => {
        const review = { reviewer: person, decision, groups, at: 0 };
        return { type: 'run-reviewed', run: index, review };
      }),
    fc
      .constantFrom<ApprovalRequirement[]>([], [{ from: ['sre'], count: 1 }])
      .map((needs): Event => ({ type: 'extension-asked', by: ALICE, needs })),
    fc
      .tuple(extension, who, fc.constantFrom('approve' as const, 'deny' as const))
      .map(([index, { person, groups }, decision]): Event => {
        const review = { reviewer: person, decision, groups, at: 0 };
        return { type: 'extension-reviewed', extension: index, review };
      }),
    fc
      .tuple(
        extension,
        fc.constantFrom('extended' as const, 'extended' as const, 'extension-failed' as const),
      )
      .map(([index, type]): Event =>
        type === 'extended'
          ? { type, extension: index }
          : { type, extension: index, sentence: 'The container could not be told.' },
      ),
    run.map((index): Event => ({ type: 'run-stopped', run: index, by: ALICE })),
    lease.map((id): Event => ({ type: 'active', lease: id })),
    lease.map((id): Event => ({ type: 'container-seen', report: REPORT, lease: id })),
    fc
      .tuple(lease, run, fc.constantFrom(undefined, undefined, 'failed' as const))
      .map(([id, index, outcome]): Event => ({
        type: 'run-ended',
        run: index,
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

function runEvent(type: 'run-started' | 'run-withdrawn' | 'run-refused'): fc.Arbitrary<Event> {
  return fc
    .tuple(lease, run)
    .map(([id, index]): Event =>
      type === 'run-refused'
        ? { type, run: index, lease: id, sentence: 'No more.' }
        : { type, run: index, lease: id },
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
  'run-asked',
  'run-reviewed',
  'extension-asked',
  'extension-reviewed',
  'extended',
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
