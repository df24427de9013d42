import { describe, expect, test } from '@jest/globals';
import { approvalProgress, approved, mayReview, type Review } from '../../../src/domain/policy/approval.ts';
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
});
