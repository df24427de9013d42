import { type Policy, policyFrom } from '../../src/domain/policy/policy.ts';

/** A policy of three groups of people; `changes` replaces members of its only rule, `others` of the policy itself. */
export function testPolicy(
  changes: Record<string, unknown> = {},
  others: Record<string, unknown> = {},
): Policy {
  const reading = policyFrom({ ...policyDocument(changes), ...others });
  if (reading.kind === 'invalid') throw new Error(JSON.stringify(reading.problems));
  return reading.policy;
}

export function policyDocument(changes: Record<string, unknown> = {}) {
  return {
    clusters: { sandbox: { context: 'sandbox', aliases: ['dev'], defaultNamespace: 'shop' } },
    people: {
      'on-call': { slackUsers: ['U0ALICE', 'U0BOB'] },
      sre: { slackUsers: ['U0BOB'], emails: ['*@sre.example.com'] },
      payments: { slackUsers: ['U0CAROL', 'U0BOB'] },
    },
    images: {
      busybox: { image: 'docker.io/library/busybox:1.37' },
      netshoot: { image: 'docker.io/nicolaka/netshoot' },
    },
    rules: [
      {
        name: 'shop',
        match: { clusters: ['sandbox'], namespaces: ['shop', 'shop-*'] },
        requesters: ['on-call'],
        images: ['busybox', 'netshoot'],
        profiles: ['general', 'restricted'],
        approvals: [{ from: ['sre'], count: 1 }],
        limits: { pending: '15m', unused: '10m', session: '15m', command: '60s', output: '1MB' },
        ...changes,
      },
    ],
  };
}
