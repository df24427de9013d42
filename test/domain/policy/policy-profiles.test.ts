import { expect, test } from '@jest/globals';
import { policyFrom } from '../../../src/domain/policy/policy.ts';
import { policyDocument } from '../../helpers/policy.ts';

function problems(profiles: unknown, used: readonly string[] = ['general']) {
  const reading = policyFrom({ ...policyDocument({ profiles: used }), profiles });
  return reading.kind === 'invalid'
    ? reading.problems.map(({ path, message }) => `${path.join('.')}: ${message}`)
    : [];
}

const full = {
  env: [{ name: 'TERM', value: 'dumb' }],
  securityContext: {
    runAsUser: 1000,
    runAsGroup: 0,
    runAsNonRoot: true,
    privileged: false,
    allowPrivilegeEscalation: false,
    capabilities: { add: ['SYS_PTRACE'], drop: ['ALL'] },
    seccompProfile: { type: 'RuntimeDefault' },
  },
  volumeMounts: [{ name: 'scratch', mountPath: '/scratch', readOnly: true }],
  workingDir: '/scratch',
};

test("a profile of the policy's own can be named by a rule", () => {
  const profiles = { tracing: { base: 'baseline', spec: full } };
  expect(problems(profiles, ['tracing', 'restricted'])).toEqual([]);
  expect(problems({}, ['tracing'])).toEqual(['rules.0.profiles.0: "tracing" is not defined under profiles']);
});

test.each<[unknown, string]>([
  [{ Upper: { base: 'general', spec: {} } }, 'profiles.Upper'],
  [{ general: { base: 'general', spec: {} } }, '"general" is a profile of kubectl debug'],
  [{ own: { base: 'legacy', spec: {} } }, 'profiles.own.base'],
  [{ own: { spec: {} } }, 'profiles.own.base'],
  [{ own: { base: 'general' } }, 'profiles.own.spec: is missing'],
  [{ own: { base: 'general', spec: { image: 'evil' } } }, 'image'],
  [{ own: { base: 'general', spec: { command: ['sh'] } } }, 'command'],
  [
    { own: { base: 'general', spec: { env: [{ name: 'KEYHOLE_REQUEST', value: 'x' }] } } },
    'is set by Keyhole',
  ],
  [{ own: { base: 'general', spec: { env: [{ name: 'A B', value: 'x' }] } } }, 'spec.env.0.name'],
  [{ own: { base: 'general', spec: { env: [{ name: 'A', valueFrom: {} }] } } }, 'valueFrom'],
  [{ own: { base: 'general', spec: { securityContext: { runAsuser: 1 } } } }, 'runAsuser'],
  [{ own: { base: 'general', spec: { securityContext: { readOnlyRootFilesystem: true } } } }, 'readOnlyRoot'],
  [
    { own: { base: 'general', spec: { securityContext: { runAsUser: 0, runAsNonRoot: true } } } },
    'which runAsNonRoot forbids',
  ],
  [
    { own: { base: 'general', spec: { securityContext: { capabilities: { add: ['sys_ptrace'] } } } } },
    'write capabilities as Kubernetes does',
  ],
  [
    { own: { base: 'general', spec: { volumeMounts: [{ name: 'v', mountPath: '/v', subPath: 'x' }] } } },
    'subPath',
  ],
  [{ own: { base: 'general', spec: { volumeMounts: [{ name: 'v', mountPath: 'v' }] } } }, 'begins with /'],
  [
    { own: { base: 'general', spec: { volumeMounts: [{ name: 'v', mountPath: '/tmp/' }] } } },
    '/tmp is where Keyhole tells the container to end',
  ],
  [{ own: { base: 'general', spec: { workingDir: 'here' } } }, 'begins with /'],
])('%j is refused', (profiles, text) => {
  expect(problems(profiles).join('\n')).toContain(text);
});
