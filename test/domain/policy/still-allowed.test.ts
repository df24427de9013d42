import { describe, expect, test } from '@jest/globals';
import type { Ask } from '../../../src/domain/asking/ask.ts';
import type { DebugContainer } from '../../../src/domain/container/debug-container.ts';
import { stillAllowed } from '../../../src/domain/policy/still-allowed.ts';
import { digestOfPlan, type Plan } from '../../../src/domain/request/plan.ts';
import type { Request } from '../../../src/domain/request/request.ts';
import { testPolicy } from '../../helpers/policy.ts';
import { after, APPROVED, ASK, ID, testPlan } from '../../helpers/request.ts';

const request = after(...APPROVED);
const sentence = (policy = testPolicy(), given = request) => {
  const answer = stillAllowed(policy, given, { now: 0 });
  return answer.kind === 'no' ? answer.sentence : 'yes';
};

test('what was approved may start under the same policy', () => {
  expect(sentence()).toBe('yes');
});

test('a record that is not what was reviewed may not', () => {
  const plan = request.plan && {
    ...request.plan,
    runs: [{ title: 'id', text: 'id', argv: ['rm', '-rf', '/'] }],
  };
  expect(sentence(testPolicy(), { ...request, ...(plan && { plan }) })).toContain(
    'not the one that was reviewed',
  );
});

/** The request with another plan, whose digest was forged along with it. */
function forged(changes: Partial<Plan>, ask: Ask = ASK): Request {
  const plan = { ...testPlan(testPolicy(), ID, ask), ...changes };
  return { ...request, ask, plan, digest: digestOfPlan(plan) };
}

const { container, target } = testPlan();

test.each<[string, Request]>([
  ['other commands', forged({ runs: [{ title: 'id', text: 'id', argv: ['rm', '-rf', '/'] }] })],
  ['another image', forged({ container: { ...container, image: 'evil' } })],
  ['more rights', forged({ container: { ...container, securityContext: { privileged: true } } })],
  ['volumes', forged({ container: { ...container, volumeMounts: [{ name: 'v', mountPath: '/v' }] } })],
  ['variables', forged({ container: { ...container, env: [{ name: 'LD_PRELOAD', value: '/x' }] } })],
  ['another mode', forged({ mode: 'entrypoint' })],
  ['a session that stays open', forged({ staysOpen: true })],
  ['a container to reuse', forged({ reused: true, container: { ...container, name: 'keyhole-abcdefghjk' } })],
  ['another target', forged({ target: { ...target, name: 'sidecar' } })],
  ['another target than was asked for', forged({}, { ...ASK, target: 'sidecar' })],
  ['another namespace than was asked for', forged({}, { ...ASK, namespace: 'shop-eu' })],
  [
    'volumes that were not asked for',
    forged(
      testPlan(testPolicy(), ID, ASK, {
        target: { name: 'app', volumeMounts: [{ name: 'v', mountPath: '/v' }] },
      }),
    ),
  ],
])('a forged plan with %s may not', (_title, given) => {
  expect(sentence(testPolicy(), given)).toContain('not the one that was reviewed');
});

test('a plan that reuses a container may, for the one that was asked for and is what would be added', () => {
  const name = 'keyhole-abcdefghjk';
  const ask: Ask = { ...ASK, reuse: name };
  const existing = { ...container, name, imagePullPolicy: 'IfNotPresent' as const };
  const reusing = (changes: Partial<DebugContainer>) =>
    forged({ reused: true, container: { ...existing, ...changes } }, ask);
  expect(sentence(testPolicy(), reusing({}))).toBe('yes');
  expect(sentence(testPolicy(), reusing({ name: 'keyhole-bbbbbbbbbb' }))).toContain('not the one');
  expect(sentence(testPolicy(), reusing({ securityContext: { privileged: true } }))).toContain('not the one');
  expect(sentence(testPolicy(), forged({}, ask))).toContain('not the one');
  // A command that is a container's own process has one of its own.
  const entrypoint: Ask = { ...ask, entrypoint: true };
  const plan = testPlan(testPolicy(), ID, entrypoint);
  const { command } = plan.container;
  expect(
    sentence(
      testPolicy(),
      forged({ ...plan, reused: true, container: { ...existing, ...(command && { command }) } }, entrypoint),
    ),
  ).toContain('not the one');
});

describe('whom the cluster sees', () => {
  const clusters = (groups: readonly string[]) => ({
    clusters: { sandbox: { impersonate: { groups } } },
  });
  const policy = testPolicy({}, clusters(['debuggers']));
  const actAs = { user: 'alice@example.com', groups: ['debuggers'] };

  test('is the requester, as the policy says', () => {
    expect(sentence(policy, forged({ actAs }))).toBe('yes');
  });

  test.each<[string, Partial<Plan>]>([
    ['nobody', {}],
    ['someone else', { actAs: { ...actAs, user: 'root@example.com' } }],
    ['someone of other groups', { actAs: { ...actAs, groups: ['system:masters'] } }],
  ])('is not %s', (_title, changes) => {
    expect(sentence(policy, forged(changes))).toContain('Whom the cluster is to see changed');
  });

  test("is nobody where the requester's address is gone", () => {
    const requester = { slackId: 'U0ALICE', name: 'Alice' };
    expect(sentence(policy, { ...forged({ actAs }), requester })).toContain('has no address any more');
  });

  test('is nobody else once the policy says otherwise', () => {
    expect(sentence(testPolicy({}, clusters(['others'])), forged({ actAs }))).toContain('Whom the cluster');
    expect(sentence(testPolicy(), forged({ actAs }))).toContain('Whom the cluster');
  });
});

test('a profile that nobody asked for may not be a stronger one than suits the target', () => {
  const policy = testPolicy({ profiles: ['general', 'sysadmin'] });
  const grant = { ...testPlan(policy).grant, profile: { name: 'sysadmin', base: 'sysadmin' } as const };
  const plan = testPlan(policy, ID, ASK, { grant });
  expect(sentence(policy, { ...request, plan, digest: digestOfPlan(plan) })).toContain('The policy changed');
});
