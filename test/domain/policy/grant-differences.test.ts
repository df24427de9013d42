import { expect, test } from '@jest/globals';
import { grantDifferences } from '../../../src/domain/policy/grant-differences.ts';
import { testPlan } from '../../helpers/request.ts';

const { grant } = testPlan();

test('equal grants do not differ', () => {
  expect(grantDifferences(grant, structuredClone(grant))).toEqual([]);
});

test('a member that has no name of its own never passes for equal', () => {
  const more = { ...grant, somethingNew: true };
  expect(grantDifferences(grant, more)).toEqual(['it gives something else']);
  expect(grantDifferences(more, grant)).toEqual(['it gives something else']);
});
