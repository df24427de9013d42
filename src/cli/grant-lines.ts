import { timeSpanText } from '../domain/asking/time-span.ts';
import type { GrantedProfile } from '../domain/policy/granted-profile.ts';
import type { Grant } from '../domain/policy/judge.ts';
import type { ApprovalRequirement } from '../domain/policy/policy.ts';
import { sizeText } from '../domain/policy/policy-values.ts';

/** What the deciding rule gives, a line each. `profiles`: all that the rule allows. */
export function grantLines(grant: Grant, profiles: readonly GrantedProfile[]): readonly string[] {
  const { image, profile, approvals, breakGlass, limits, denials, requireReason } = grant;
  const others = profiles.filter(({ name }) => name !== profile.name).map(({ name }) => name);
  return [
    ['approvals', breakGlass ? 'none before it starts' : approvalText(approvals)],
    ...(breakGlass
      ? [
          [
            'break-glass',
            `told in ${breakGlass.announce}, reviewed afterwards by ${approvalText(breakGlass.reviewers)}`,
          ],
        ]
      : []),
    ...(grant.selfApproval ? [['', 'who asks may approve, too']] : []),
    ...(denials > 1 ? [['denials', `${denials} end it`]] : []),
    ...(requireReason.length > 0 ? [['reasons', `wanted to ${requireReason.join(', ')}`]] : []),
    ['image', `${image.alias} (${image.reference})`],
    [
      'profile',
      others.length === 0 ? profile.name : `${profile.name} (the rule has ${others.join(', ')}, too)`,
    ],
    [
      'limits',
      (['pending', 'unused', 'session', 'command'] as const)
        .map((limit) => `${limit} ${timeSpanText(limits[limit])}`)
        .concat(`output ${sizeText(limits.output)}`)
        .join(', '),
    ],
  ].map(([name = '', text = '']) => `   ${name.padEnd(11)} ${text}`);
}

/** Requirements in words, such as `1 of sre, and 1 of payments or leads`. */
export function approvalText(approvals: readonly ApprovalRequirement[]): string {
  if (approvals.length === 0) return 'nobody needs to approve';
  return approvals.map(({ from, count }) => `${count} of ${from.join(' or ')}`).join(', and ');
}
