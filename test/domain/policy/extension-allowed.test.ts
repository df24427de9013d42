import { describe, expect, test } from '@jest/globals';
import { judgeExtension, whyNotExtended } from '../../../src/domain/policy/extension-allowed.ts';
import type { Person } from '../../../src/domain/request/person.ts';
import { policyDocument, testPolicy } from '../../helpers/policy.ts';
import { after, ALICE, BOB, BROKEN_GLASS, CAROL, MALLORY, RUNNING } from '../../helpers/request.ts';

const REQUEST = after(...RUNNING);
const SRE = [{ from: ['sre'], count: 1 }];
const same = (person: Person) => person;
const approval = (reviewer: Person) => ({ reviewer, decision: 'approve', groups: ['sre'], at: 0 }) as const;
const wish = (by: Person, ...reviewers: readonly Person[]) => ({
  by,
  needs: SRE,
  reviews: reviewers.map(approval),
});

describe('who may ask for more time', () => {
  test.each([
    ['the requester', ALICE, 'allowed'],
    ['who may decide', BOB, 'allowed'],
    ['others', MALLORY, 'refused'],
  ])('%s', (_who, person, kind) => {
    expect(judgeExtension(testPolicy(), REQUEST, person)).toMatchObject({
      kind,
      ...(kind === 'allowed' && { needs: SRE }),
    });
  });

  test('of a broken glass it is given at once, also to who may review it', () => {
    const request = after(...BROKEN_GLASS);
    for (const person of [ALICE, BOB])
      expect(judgeExtension(testPolicy(), request, person)).toEqual({ kind: 'allowed', needs: [] });
    expect(judgeExtension(testPolicy(), request, CAROL).kind).toBe('refused');
  });

  test('where Slack did not tell of a group that may run commands, it is refused for that', () => {
    const people = { ...policyDocument().people, payments: { slackUserGroup: 'S0PAY' } };
    const policy = testPolicy({ alsoRun: ['payments'] }, { people });
    const { plan } = REQUEST;
    if (!plan) throw new Error('there is no plan');
    const request = { ...REQUEST, plan: { ...plan, grant: { ...plan.grant, alsoRun: ['payments'] } } };
    expect(judgeExtension(policy, request, CAROL)).toMatchObject({
      kind: 'refused',
      sentence: expect.stringContaining('Slack did not tell'),
    });
  });
});

describe('what was approved is given', () => {
  test('while who approved it still may, and is neither who wants it nor whose session it is', () => {
    const policy = testPolicy();
    expect(whyNotExtended(policy, REQUEST, wish(ALICE, BOB), same)).toBeUndefined();
    expect(whyNotExtended(policy, REQUEST, wish(ALICE), same)).toContain('may no longer do so');
    expect(whyNotExtended(policy, REQUEST, wish(BOB, BOB), same)).toContain('may no longer do so');
    expect(whyNotExtended(policy, REQUEST, wish(ALICE, CAROL), same)).toContain('may no longer do so');
    expect(whyNotExtended(policy, REQUEST, wish(MALLORY, BOB), same)).toContain('Only Alice');
  });
});
