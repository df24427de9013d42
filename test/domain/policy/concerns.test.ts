import { describe, expect, test } from '@jest/globals';
import { concerns, concernsOf, isReviewer } from '../../../src/domain/policy/concerns.ts';
import type { Person } from '../../../src/domain/request/person.ts';
import type { Request } from '../../../src/domain/request/request.ts';
import { testPolicy } from '../../helpers/policy.ts';
import {
  after,
  ALICE,
  andThen,
  APPROVED,
  approvedFor,
  ASK,
  ASKED,
  BOB,
  BROKEN_GLASS,
  CAROL,
  MALLORY,
  prepared,
  reviewed,
  RUNNING,
  STARTS,
  testPlan,
} from '../../helpers/request.ts';

const POLICY = testPolicy();
const named = (id: string, request: Request, also: Partial<Request> = {}): Request => ({
  ...request,
  id,
  ...also,
});
const ASKED_ONLY = named('asked', after(ASKED));
const PENDING = named('pending', after(ASKED, prepared()));
const WAITS = named('approved', after(...APPROVED));
const ACTIVE = named('active', after(...RUNNING));
const ENDED = named('ended', andThen(ACTIVE, { type: 'ended', outcome: 'completed' }));
const GLASS = named('glass', after(...BROKEN_GLASS, ...STARTS));
const GLASS_OVER = named('glass-over', andThen(GLASS, { type: 'ended', outcome: 'completed' }));
const ALL = [ASKED_ONLY, PENDING, WAITS, ACTIVE, ENDED, GLASS, GLASS_OVER];

const idsOf = (person: Person, requests: readonly Request[] = ALL, policy = POLICY) => {
  const { unknown, runsToDecide: _runs, ...rest } = concernsOf(policy, person, requests);
  const ids = Object.entries(rest).map(([name, some]) => [name, some.map(({ id }) => id)] as const);
  return {
    ...Object.fromEntries(ids.filter(([, some]) => some.length > 0)),
    ...(unknown.length > 0 && { unknown }),
  };
};

const { command: _one, ...OPEN_ASK } = ASK;
const OPEN = after(...approvedFor(OPEN_ASK), ...STARTS);

/** An open session in which someone wants to run one more command that this many must approve. */
function withCommand(by: Person, count = 1): Request {
  const needs = [{ from: ['sre', 'payments'], count }];
  return andThen(OPEN, {
    type: 'run-asked',
    by,
    command: { text: 'ps', argv: ['ps'] },
    origin: '1',
    needs,
  });
}

const runsOf = (person: Person, request: Request) =>
  concernsOf(POLICY, person, [request]).runsToDecide.map(({ run }) => run);

describe('a command in an open session', () => {
  test('waits for those who may decide on it, but for who wants it and whose session it is', () => {
    expect([ALICE, BOB, CAROL, MALLORY].map((person) => runsOf(person, withCommand(ALICE)))).toEqual([
      [],
      [1],
      [1],
      [],
    ]);
    expect(runsOf(BOB, withCommand(BOB))).toEqual([]);
    expect(runsOf(CAROL, withCommand(BOB))).toEqual([1]);
  });

  test('waits no longer for who has decided, nor for anybody once it is decided or the session over', () => {
    const review = { reviewer: BOB, decision: 'approve' as const, groups: ['sre'], at: 0 };
    const half = andThen(withCommand(ALICE, 2), { type: 'run-reviewed', run: 1, review });
    expect([runsOf(BOB, half), runsOf(CAROL, half)]).toEqual([[], [1]]);
    const whole = andThen(withCommand(ALICE), { type: 'run-reviewed', run: 1, review });
    expect(runsOf(CAROL, whole)).toEqual([]);
    const over = andThen(withCommand(ALICE), { type: 'ended', outcome: 'completed' });
    expect(runsOf(CAROL, over)).toEqual([]);
  });

  test('has what is unknown named', () => {
    const people = { 'on-call': { slackUsers: ['U0ALICE'] }, sre: { slackUserGroup: 'S0SRE' } };
    expect(concernsOf(testPolicy({}, { people }), BOB, [withCommand(ALICE)]).unknown).toEqual(['sre']);
  });
});

describe('what concerns someone', () => {
  test('is of a requester what is theirs, and nothing of it to decide', () => {
    expect(idsOf(ALICE)).toEqual({
      waiting: ['asked', 'pending', 'approved'],
      running: ['active', 'glass'],
      over: ['ended', 'glass-over'],
    });
  });

  test('is of a reviewer what they may decide, end and review', () => {
    expect(idsOf(BOB)).toEqual({
      toDecide: ['pending'],
      toAcknowledge: ['glass-over'],
      running: ['active', 'glass'],
    });
  });

  test('is nothing of anybody else', () => {
    expect(idsOf(MALLORY)).toEqual({});
    expect(ALL.some((request) => concerns(POLICY, MALLORY, request))).toBe(false);
  });

  test('is no longer a decision that this person has taken, also by another account', () => {
    const plan = testPlan(testPolicy({ approvals: [{ from: ['sre'], count: 2 }] }));
    const half = andThen(after(ASKED, prepared(undefined, plan)), reviewed(BOB, 'approve'));
    expect(idsOf(BOB, [half])).toEqual({});
    expect(
      idsOf(
        { ...BOB, slackId: 'U0BOB2' },
        [half],
        testPolicy(
          {},
          {
            people: { 'on-call': { slackUsers: ['U0ALICE'] }, sre: { slackUsers: ['U0BOB2'] } },
          },
        ),
      ),
    ).toEqual({});
  });

  test('goes by the policy as it stands', () => {
    const people = { 'on-call': { slackUsers: ['U0ALICE'] }, sre: { slackUsers: ['U0CAROL'] } };
    const now = testPolicy({}, { people });
    expect(idsOf(BOB, [PENDING], now)).toEqual({});
    expect(idsOf(CAROL, [PENDING], now)).toEqual({ toDecide: ['pending'] });
    expect([isReviewer(now, CAROL), isReviewer(now, BOB)]).toEqual([true, false]);
  });

  test('has what is unknown named, where it would matter', () => {
    const people = { 'on-call': { slackUsers: ['U0ALICE'] }, sre: { slackUserGroup: 'S0SRE' } };
    const now = testPolicy({}, { people });
    expect(idsOf(BOB, [PENDING], now)).toEqual({ unknown: ['sre'] });
    expect(idsOf(BOB, [ENDED], now)).toEqual({});
    expect(idsOf({ ...BOB, userGroups: ['S0SRE'] }, [PENDING], now)).toEqual({ toDecide: ['pending'] });
  });

  test('is sorted: first what was asked first, of what is over what ended last', () => {
    const later = named('later', PENDING, { askedAt: 2_000 });
    expect(idsOf(BOB, [later, PENDING])).toEqual({ toDecide: ['pending', 'later'] });
    const last = named('last', ENDED, { endedAt: 9_000 });
    expect(idsOf(ALICE, [ENDED, last])).toEqual({ over: ['last', 'ended'] });
  });
});
