import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  approvalProgress,
  approved,
  mayAcknowledge,
  mayReview,
  type Review,
} from '../../../src/domain/policy/approval.ts';
import type { Person } from '../../../src/domain/request/person.ts';
import { testPolicy } from '../../helpers/policy.ts';
import { ALICE, BOB, CAROL, MALLORY } from '../../helpers/request.ts';

const yes = (reviewer: Person, ...groups: string[]): Review => ({
  reviewer,
  decision: 'approve',
  groups,
  at: 0,
});
const two = [
  { from: ['sre'], count: 1 },
  { from: ['payments'], count: 1 },
];

describe('approved', () => {
  test('no requirement is met by nobody', () => {
    expect(approved([], [])).toBe(true);
  });

  test('someone in both groups counts for one', () => {
    expect(approved(two, [yes(BOB, 'sre', 'payments')])).toBe(false);
  });

  test.each([
    [[yes(BOB, 'sre', 'payments'), yes(CAROL, 'payments')]],
    [[yes(BOB, 'sre', 'payments'), yes(CAROL, 'sre')]],
    [[yes(CAROL, 'payments'), yes(BOB, 'sre', 'payments')]],
  ])('people are matched to the places where they bring it furthest (%#)', (reviews) => {
    expect(approved(two, reviews)).toBe(true);
  });

  test('denials and strangers count for nothing', () => {
    expect(approved(two, [{ ...yes(BOB, 'sre'), decision: 'deny' }, yes(MALLORY)])).toBe(false);
  });

  test('progress tells each requirement apart', () => {
    const progress = approvalProgress([{ from: ['sre'], count: 2 }], [yes(BOB, 'sre')]);
    expect(progress).toEqual([{ requirement: { from: ['sre'], count: 2 }, given: 1 }]);
  });
});

/** Whether some way of giving each person one place at most fills all places, tried one by one. */
function canFill(places: readonly (readonly string[])[], people: readonly (readonly string[])[]): boolean {
  const [place, ...others] = places;
  if (!place) return true;
  return people.some(
    (groups, index) =>
      groups.some((group) => place.includes(group)) && canFill(others, people.toSpliced(index, 1)),
  );
}

test('enough is just what some choice of people gives, each counting once', () => {
  const groups = fc.subarray(['a', 'b', 'c']);
  const requirement = fc.record({
    from: fc.subarray(['a', 'b', 'c'], { minLength: 1 }),
    count: fc.integer({ min: 1, max: 2 }),
  });
  fc.assert(
    fc.property(
      fc.array(requirement, { maxLength: 3 }),
      fc.array(groups, { maxLength: 6 }),
      (approvals, people) => {
        const reviews = people.map((inGroups, index) =>
          yes({ slackId: `U${index}`, name: 'x' }, ...inGroups),
        );
        const places = approvals.flatMap(({ from, count }) => Array<string[]>(count).fill(from));
        expect(approved(approvals, reviews)).toBe(canFill(places, people));
      },
    ),
  );
});

describe('mayReview', () => {
  const request = { requester: ALICE, approvals: [{ from: ['sre'], count: 1 }], selfApproval: false };

  test('lets a member and tells the groups', () => {
    expect(mayReview(testPolicy(), request, BOB)).toEqual({ kind: 'may', groups: ['sre'] });
  });

  test('lets whoever fits an email pattern, in any case of letters', () => {
    const person = { slackId: 'U0NEW', name: 'New', email: 'New@SRE.example.com' };
    expect(mayReview(testPolicy(), request, person).kind).toBe('may');
  });

  test('refuses a stranger with the reason', () => {
    expect(mayReview(testPolicy(), request, MALLORY)).toEqual({
      kind: 'may-not',
      sentence: expect.stringContaining('Only sre may decide'),
    });
  });

  test('refuses the requester, also under a second account with the same email', () => {
    const own = { ...request, requester: BOB };
    expect(mayReview(testPolicy(), own, BOB).kind).toBe('may-not');
    const second = { slackId: 'U0BOB2', name: 'Bob again', email: 'BOB@example.com' };
    const policy = testPolicy();
    policy.people.sre = { slackUsers: ['U0BOB2'], emails: [] };
    expect(mayReview(policy, own, second)).toEqual({
      kind: 'may-not',
      sentence: expect.stringContaining('You asked for this yourself'),
    });
  });

  test('lets the requester where the rule says so', () => {
    expect(mayReview(testPolicy(), { ...request, requester: BOB, selfApproval: true }, BOB).kind).toBe('may');
  });

  const people = {
    'on-call': { slackUsers: ['U0ALICE'] },
    sre: { slackUserGroup: 'S0SRE' },
    payments: { slackUsers: ['U0CAROL'] },
  };

  test('lets nobody whom Slack did not tell of, and says so', () => {
    const policy = testPolicy({}, { people });
    expect(mayReview(policy, request, BOB)).toEqual({
      kind: 'may-not',
      sentence: 'Slack did not tell who is in sre: try again in a minute.',
    });
    expect(mayReview(policy, request, { ...BOB, userGroups: ['S0SRE'] })).toEqual({
      kind: 'may',
      groups: ['sre'],
    });
    expect(mayReview(policy, request, { ...BOB, userGroups: [] })).toEqual({
      kind: 'may-not',
      sentence: expect.stringContaining('Only sre may decide'),
    });
  });

  test('lets someone who is surely in one of the groups, and counts only that', () => {
    const either = { ...request, approvals: [{ from: ['sre', 'payments'], count: 1 }] };
    expect(mayReview(testPolicy({}, { people }), either, CAROL)).toEqual({
      kind: 'may',
      groups: ['payments'],
    });
  });

  test('says so where nobody has to decide', () => {
    expect(mayReview(testPolicy(), { ...request, approvals: [] }, BOB)).toEqual({
      kind: 'may-not',
      sentence: 'Nobody has to approve this, so there is nothing to decide.',
    });
  });
});

describe('mayAcknowledge', () => {
  const breakGlass = { announce: 'C0SEC', remindEvery: 60, reviewers: [{ from: ['sre'], count: 1 }] };
  const request = { requester: ALICE, plan: { grant: { breakGlass } } };

  test('lets whoever would have approved it', () => {
    expect(mayAcknowledge(testPolicy(), request, BOB)).toEqual({ kind: 'may', groups: ['sre'] });
    expect(mayAcknowledge(testPolicy(), request, MALLORY).kind).toBe('may-not');
  });

  test('never lets whoever asked, whatever the rule says of their own approval', () => {
    const own = { ...request, requester: BOB };
    expect(mayAcknowledge(testPolicy({ selfApproval: true }), own, BOB)).toEqual({
      kind: 'may-not',
      sentence: expect.stringContaining('You asked for this yourself'),
    });
  });

  test('lets nobody where there is nothing to review', () => {
    const usual = { requester: ALICE, plan: { grant: {} } };
    expect(mayAcknowledge(testPolicy(), usual, BOB).kind).toBe('may-not');
    expect(mayAcknowledge(testPolicy(), { requester: ALICE }, BOB).kind).toBe('may-not');
  });
});
