import type { PullPolicy } from '../domain/container/debug-container.ts';
import { type Policy, policyFrom } from '../domain/policy/policy.ts';
import { KeyholeError } from '../errors.ts';
import { SECURITY } from './demo-workspace.ts';

/** Alice asks, Bob and Carol may approve as Slack's @sre, Mallory is nobody. */
export function demoPolicy(options: {
  context: string;
  namespace: string;
  image: string;
  pullPolicy?: PullPolicy;
}): Policy {
  const reading = policyFrom({
    clusters: {
      'prod-eu': { context: options.context, aliases: ['prod'], defaultNamespace: options.namespace },
    },
    people: {
      'on-call': { slackUsers: ['U0ALICE', 'U0BOB'] },
      sre: { slackUserGroup: 'S0SRE' },
    },
    admins: ['sre'],
    images: {
      busybox: { image: options.image, ...(options.pullPolicy && { pullPolicy: options.pullPolicy }) },
    },
    profiles: {
      // To capture packets: of all capabilities the one that it takes.
      packets: {
        base: 'baseline',
        spec: { securityContext: { runAsUser: 0, capabilities: { drop: ['ALL'], add: ['NET_RAW'] } } },
      },
    },
    rules: [
      {
        name: 'on-call in production',
        match: { clusters: ['prod-eu'], namespaces: [options.namespace] },
        requesters: ['on-call'],
        images: ['busybox'],
        // Whoever names none gets the one with the fewest rights that can look into the target.
        profiles: ['restricted', 'baseline', 'general', 'packets'],
        // `--volumes` mounts those of the target.
        volumes: true,
        approvals: [{ from: ['sre'], count: 1 }],
        // In an open session what is allowed runs at once, and the rest takes one of sre.
        commands: {
          allow: ['ps *', 'netstat *', 'df *', 'id'],
          refuse: ['rm *', 'kill *'],
          otherwise: 'review',
        },
        breakGlass: { requesters: ['on-call'], announce: SECURITY, remindEvery: '1h' },
        limits: { pending: '15m', unused: '10m', session: '15m', command: '60s', output: '1MB' },
      },
    ],
  });
  if (reading.kind === 'invalid') {
    const problems = reading.problems.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
    throw new KeyholeError('demo-policy', `The demo's policy does not fit these options (${problems}).`);
  }
  return reading.policy;
}
