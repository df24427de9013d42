import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { approved } from '../../../src/domain/policy/approval.ts';
import { policyFrom } from '../../../src/domain/policy/policy.ts';
import { policyDocument } from '../../helpers/policy.ts';

const people = {
  one: { slackUsers: ['U0ONE'] },
  two: { slackUsers: ['U0ONE', 'U0TWO'] },
  three: { slackUsers: ['U0ONE', 'U0TWO', 'U0THREE'] },
  mail: { slackUsers: ['U0ONE'], emails: ['*@example.com'] },
  group: { slackUserGroup: 'S0GROUP' },
};

function problems(changes: Record<string, unknown>) {
  const reading = policyFrom({ ...policyDocument({ requesters: ['mail'], ...changes }), people });
  return reading.kind === 'invalid'
    ? reading.problems.map(({ path, message }) => `${path.join('.')}: ${message}`)
    : [];
}
const approvals = (...list: readonly (readonly [string | readonly string[], number])[]) => ({
  approvals: list.map(([from, count]) => ({ from: [from].flat(), count })),
});

describe('approvals that can never be given are refused', () => {
  test('in whichever rule they stand', () => {
    const [rule] = policyDocument({ requesters: ['mail'], ...approvals(['two', 1]) }).rules;
    const rules = [rule, { ...rule, name: 'second', ...approvals(['one', 2]) }];
    const reading = policyFrom({ ...policyDocument(), people, rules });
    expect(reading).toMatchObject({ kind: 'invalid', problems: [{ path: ['rules', 1, 'approvals'] }] });
  });

  test.each<[object, string | undefined]>([
    [approvals(['two', 2]), undefined],
    [approvals(['one', 2]), 'of one 2 must approve, and 1 can, as nobody counts twice'],
    [approvals([['one', 'two'], 3]), 'of one or two 3 must approve, and 2 can'],
    [approvals(['two', 1], ['one', 1]), undefined],
    [approvals(['two', 2], ['one', 1]), 'of one 1 must approve, and 0 can'],
    [approvals(['mail', 9]), undefined],
    [approvals(['group', 9], [['one', 'group'], 9]), undefined],
    [approvals(['group', 1], ['one', 2]), 'of one 2 must approve, and 1 can'],
    [
      { ...approvals(['one', 1]), requesters: ['one'] },
      'of one 1 must approve, and 0 can, as whoever asks does not count (selfApproval)',
    ],
    [{ ...approvals(['one', 1]), requesters: ['one'], selfApproval: true }, undefined],
    [{ ...approvals(['two', 1]), requesters: ['two'] }, undefined],
    [{ ...approvals(['two', 2]), requesters: ['three'] }, undefined],
    [{ ...approvals(['two', 2]), requesters: ['two'] }, 'and 1 can, as whoever asks does not count'],
    [{ ...approvals(['two', 2]), requesters: ['two', 'group'] }, undefined],
  ])('%j: %s', (changes, problem) => {
    const found = problems({ ...changes });
    if (problem === undefined) expect(found).toEqual([]);
    else {
      expect(found).toEqual([expect.stringMatching(/^rules\.0\.approvals: can never all be given: /)]);
      expect(found.join()).toContain(problem);
    }
  });

  test('just when no choice of people gives them all', () => {
    const group = fc.constantFrom('one', 'two', 'three');
    const requirement = fc.record({
      from: fc.uniqueArray(group, { minLength: 1 }),
      count: fc.integer({ min: 1, max: 3 }),
    });
    fc.assert(
      fc.property(fc.array(requirement, { maxLength: 3 }), (wanted) => {
        const everyone = ['U0ONE', 'U0TWO', 'U0THREE'].map((slackId) => ({
          reviewer: { slackId, name: slackId },
          decision: 'approve' as const,
          groups: (['one', 'two', 'three'] as const).filter((name) =>
            people[name].slackUsers.includes(slackId),
          ),
          at: 0,
        }));
        expect(problems({ approvals: wanted }).length === 0).toBe(approved(wanted, everyone));
      }),
    );
  });
});

describe('break-glass', () => {
  const breakGlass = { requesters: ['one'], announce: 'C0SEC' };

  test('needs someone who reviews it afterwards', () => {
    expect(problems({ breakGlass, approvals: [] })).toEqual([
      'rules.0.breakGlass: needs approvals in its rule: whoever would give them reviews it afterwards',
    ]);
    expect(problems({ breakGlass, ...approvals(['two', 1]) })).toEqual([]);
  });
});
