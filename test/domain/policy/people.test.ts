import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fitsPattern, groupsOf, membershipOf, mentionsOf } from '../../../src/domain/policy/people.ts';
import { testPolicy } from '../../helpers/policy.ts';
import { ALICE, BOB, CAROL } from '../../helpers/request.ts';

const policy = testPolicy(
  {},
  {
    people: {
      'on-call': { slackUsers: ['U0ALICE', 'U0BOB'] },
      sre: { slackUsers: ['U0BOB'], slackUserGroup: 'S0SRE', emails: ['*@SRE.example.com'] },
      payments: { slackUserGroup: 'S0PAY', slackUsers: ['U0BOB'] },
    },
  },
);
const all = ['on-call', 'sre', 'payments'];

describe('fitsPattern', () => {
  test.each<[string, string, boolean]>([
    ['*', '', true],
    ['a*a', 'a', false],
    ['a*a', 'aa', true],
    ['*.b.*', 'a.b.c', true],
    ['*.b.*', 'axb.c', false],
    ['a*b*c', 'a1c2b3c', true],
    ['ab*bc', 'abc', false],
    ['*ab*b', 'ab', false],
    ['s.p', 'sop', false],
    ['a*', 'a\nb', true],
  ])('of %j and %j says %j', (pattern, text, fits) => {
    expect(fitsPattern(pattern, text)).toBe(fits);
  });

  test('says what the same pattern as a regular expression does', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '*', '.', '(') });
    fc.assert(
      fc.property(word, word, (pattern, text) => {
        const source = pattern.replaceAll(/[.(]/g, String.raw`\$&`).replaceAll('*', '.*');
        expect(fitsPattern(pattern, text)).toBe(new RegExp(`^${source}$`, 's').test(text));
      }),
      { numRuns: 1000 },
    );
  });

  test('is quick, however many stars there are', () => {
    const started = performance.now();
    expect(fitsPattern(`${'a*'.repeat(200)}b`, 'a'.repeat(5000))).toBe(false);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe('membershipOf', () => {
  test('tells by Slack id, by address, and by what Slack told of user groups', () => {
    expect(membershipOf(policy, all, BOB)).toEqual({ in: all, unknown: [] });
    const told = { ...CAROL, email: 'Carol@sre.Example.com', userGroups: ['S0PAY'] };
    expect(membershipOf(policy, all, told)).toEqual({ in: ['sre', 'payments'], unknown: [] });
    expect(membershipOf(policy, all, { ...CAROL, userGroups: ['S0OTHER'] })).toEqual({ in: [], unknown: [] });
  });

  test('says so where Slack did not tell, but not of who is in a group anyway', () => {
    expect(membershipOf(policy, all, ALICE)).toEqual({ in: ['on-call'], unknown: ['sre', 'payments'] });
    expect(groupsOf(policy, all, ALICE)).toEqual(['on-call']);
  });

  test.each(['ghosts', '__proto__', 'constructor'])('an undefined group, %s, has no members', (group) => {
    expect(membershipOf(policy, [group], ALICE)).toEqual({ in: [], unknown: [] });
  });
});

describe('mentionsOf', () => {
  test('tells whom Slack can mention, each once, and names the groups that it cannot', () => {
    expect(mentionsOf(policy, all)).toEqual({
      users: ['U0ALICE', 'U0BOB'],
      userGroups: ['S0SRE', 'S0PAY'],
      names: ['sre'],
    });
    expect(mentionsOf(policy, ['ghosts', 'ghosts'])).toEqual({
      users: [],
      userGroups: [],
      names: ['ghosts'],
    });
    expect(mentionsOf(policy, [])).toEqual({ users: [], userGroups: [], names: [] });
  });
});
