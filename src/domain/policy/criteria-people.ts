import { type CriterionReading, FITS, lacks, lacksUnless, type Readings, unknown } from './criterion.ts';
import { membershipOf, notTold } from './people.ts';
import type { Policy, Rule } from './policy.ts';
import type { Question } from './question.ts';

/** Who may ask, and whether they said why. In an emergency those whom the rule names for it may, and nobody else. */
export function requesterReadings(policy: Policy, rule: Rule, question: Question): Readings {
  const { breakGlass, requireReason } = rule;
  const wantsReason = question.breakGlass === true || requireReason.includes('ask');
  return {
    ...(question.breakGlass
      ? { 'break-glass': breakGlassReading(policy, breakGlass, question) }
      : { requester: requesterReading(policy, rule, question) }),
    ...(wantsReason && {
      reason: lacksUnless((question.reason ?? '').trim() !== '', 'wants a reason: add --reason "…"'),
    }),
  };
}

function requesterReading(policy: Policy, { requesters }: Rule, { requester }: Question): CriterionReading {
  const forThem = `is for requests by ${requesters.join(', ')}`;
  const membership = membershipOf(policy, requesters, requester);
  if (membership.in.length > 0) return FITS;
  return membership.unknown.length > 0
    ? unknown(`${forThem}, and ${notTold(membership.unknown)}`)
    : lacks(forThem);
}

function breakGlassReading(
  policy: Policy,
  breakGlass: Rule['breakGlass'],
  { requester }: Question,
): CriterionReading {
  if (!breakGlass)
    return lacks('lets nobody start without approval in an emergency: leave out --break-glass');
  const forThem = `lets only ${breakGlass.requesters.join(', ')} start without approval in an emergency`;
  const membership = membershipOf(policy, breakGlass.requesters, requester);
  if (membership.in.length > 0) return FITS;
  return membership.unknown.length > 0
    ? unknown(`${forThem}, and ${notTold(membership.unknown)}`)
    : lacks(`${forThem}: leave out --break-glass`);
}
