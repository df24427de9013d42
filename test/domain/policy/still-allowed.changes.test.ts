import { describe, expect, test } from '@jest/globals';
import type { Ask } from '../../../src/domain/asking/ask.ts';
import { judge } from '../../../src/domain/policy/judge.ts';
import { stillAllowed, type Today } from '../../../src/domain/policy/still-allowed.ts';
import type { Person } from '../../../src/domain/request/person.ts';
import { digestOfPlan, type Plan, type PlannedPod } from '../../../src/domain/request/plan.ts';
import type { Request } from '../../../src/domain/request/request.ts';
import { testPolicy } from '../../helpers/policy.ts';
import { after, ALICE, APPROVED, ASK, BOB, ID, testPlan } from '../../helpers/request.ts';

const request = after(...APPROVED);
const sentence = (policy = testPolicy(), given = request, today: Partial<Today> = {}) => {
  const answer = stillAllowed(policy, given, { now: 0, ...today });
  return answer.kind === 'no' ? answer.sentence : 'yes';
};

/** The request with another plan, whose digest was forged along with it. */
function forged(changes: Partial<Plan>, ask: Ask = ASK): Request {
  const plan = { ...testPlan(testPolicy(), ID, ask), ...changes };
  return { ...request, ask, plan, digest: digestOfPlan(plan) };
}

test.each<[Record<string, unknown>, string]>([
  [{ requesters: ['payments'] }, 'no longer allows it'],
  [
    { limits: { session: '5m' } },
    'The policy changed after this was asked for: it says otherwise of the limits;',
  ],
  [{ approvals: [{ from: ['sre'], count: 2 }] }, 'it says otherwise of who has to approve;'],
  [{ selfApproval: true }, 'it says otherwise of who has to approve;'],
  [{ denials: 2 }, 'how many denials end it'],
  [{ requireReason: ['deny'] }, 'who has to say why'],
  [{ requireReason: ['ask'] }, 'no longer allows it: The rule "shop" wants a reason'],
  [{ commands: { refuse: ['id'] } }, 'no longer allows it'],
  [{ match: { when: 'requester.email.endsWith("@elsewhere.example")' } }, 'holds only where'],
  [{ profiles: ['restricted'] }, 'it says otherwise of the profile;'],
  [{ name: 'renamed' }, 'the rule "renamed" decides it now, not "shop";'],
])('a policy changed by %j refuses and says what changed', (changes, text) => {
  expect(sentence(testPolicy(changes))).toContain(text);
});

test('an image whose digest moved refuses, and names both', () => {
  const images = { busybox: { image: 'docker.io/library/busybox@sha256:b' }, netshoot: { image: 'n' } };
  expect(sentence(testPolicy({}, { images }))).toBe(
    'The policy changed after this was asked for: the image busybox is docker.io/library/busybox@sha256:b now, not docker.io/library/busybox:1.37; nothing was started. Ask again to have it reviewed as things stand.',
  );
  const entrypoint = {
    ...testPolicy().images,
    busybox: { image: 'docker.io/library/busybox:1.37', mode: 'exec' },
  };
  expect(sentence(testPolicy({}, { images: entrypoint }))).toContain('how the image runs');
});

test('what a broken glass gives must be what it gave', () => {
  const rule = (announce: string) => ({ breakGlass: { requesters: ['on-call'], announce } });
  const ask: Ask = { ...ASK, breakGlass: true, reason: 'outage' };
  const grant = judge(testPolicy(rule('C0SEC')), {
    requester: ALICE,
    cluster: 'sandbox',
    namespace: 'shop',
    image: 'busybox',
    breakGlass: true,
    reason: 'outage',
    at: 0,
  });
  if (grant.kind === 'refused') throw new Error(grant.sentence);
  const given = { ...forged({ grant: grant.grant }, ask), reviews: [] };
  expect(sentence(testPolicy(rule('C0SEC')), given)).toBe('yes');
  expect(sentence(testPolicy(rule('C0OTHER')), given)).toContain('what holds in an emergency (breakGlass)');
  expect(sentence(testPolicy(), given)).toContain('no longer allows it');
  // What was not asked for as a break-glass needs its approvals.
  expect(sentence(testPolicy(rule('C0SEC')), { ...request, reviews: [] })).not.toBe('yes');
});

describe('who approved', () => {
  test('and lost the right no longer counts', () => {
    const policy = testPolicy();
    policy.people.sre = { slackUsers: ['U0CAROL'], emails: [] };
    expect(sentence(policy)).toContain('no longer do so');
  });

  const people = {
    'on-call': { slackUsers: ['U0ALICE'] },
    sre: { slackUserGroup: 'S0SRE' },
    payments: { emails: ['*@nowhere.example'] },
  };
  const policy = testPolicy({}, { people });
  const today = (userGroups: readonly string[]) => (person: Person) => ({ ...person, userGroups });

  test('is judged by the groups that they are in now', () => {
    expect(sentence(policy, request, { today: today(['S0SRE']) })).toBe('yes');
    expect(sentence(policy, request, { today: today([]) })).toContain('no longer do so');
    const before = request.reviews.map((review) => ({
      ...review,
      reviewer: { ...BOB, userGroups: ['S0SRE'] },
    }));
    const since = { ...request, reviews: before };
    expect(sentence(policy, since, { today: today([]) })).toContain('no longer do so');
  });

  test('does not count where Slack did not tell', () => {
    expect(sentence(policy)).toContain('Slack did not tell who is in sre, so nobody knows whether');
  });

  test('does not count for a request of their own, whoever they are today', () => {
    const own = request.reviews.map((review) => ({ ...review, reviewer: ALICE }));
    expect(sentence(policy, { ...request, reviews: own }, { today: today(['S0SRE']) })).toContain(
      'no longer do so',
    );
  });

  test('is not the only one: the requester must be in their groups now, too', () => {
    const groups = {
      'on-call': { slackUserGroup: 'S0CALL' },
      sre: { slackUsers: ['U0BOB'] },
      payments: { emails: ['*@nowhere.example'] },
    };
    const called = testPolicy({}, { people: groups });
    expect(sentence(called, request, { today: today(['S0CALL']) })).toBe('yes');
    expect(sentence(called, request, { today: today([]) })).toContain('is for requests by on-call');
    expect(sentence(called)).toContain('Slack did not tell who is in on-call');
  });
});

describe('the pod', () => {
  const match = { clusters: ['sandbox'], podLabels: { tier: 'web' } };
  const policy = testPolicy({ match });
  const reviewed = { ...testPlan().pod, labels: { tier: 'web', app: 'api' } };
  const given = forged({ pod: reviewed });

  test('may be as it was reviewed', () => {
    expect(sentence(policy, given)).toBe('yes');
    expect(sentence(policy, given, { pod: { ...reviewed, labels: { app: 'api', tier: 'web' } } })).toBe(
      'yes',
    );
  });

  test.each<[string, Partial<PlannedPod>, string]>([
    ['is another', { uid: 'uid-2' }, 'The pod was replaced'],
    ['has another label', { labels: { tier: 'webby', app: 'api' } }, 'The labels of the pod that the policy'],
    [
      'has a label less',
      { labels: { app: 'api' } },
      'The labels of the pod that the policy looks at changed',
    ],
  ])('may not where it %s', (_title, changes, text) => {
    expect(sentence(policy, given, { pod: { ...reviewed, ...changes } })).toContain(text);
  });

  test('may not where its labels are not known any more', () => {
    const { labels: _labels, ...unread } = reviewed;
    expect(sentence(policy, given, { pod: unread })).toContain('The labels of the pod that the policy');
  });

  test('may have other labels that no rule looks at, such as that of a leader', () => {
    const labels = { tier: 'web', app: 'other', role: 'leader' };
    expect(sentence(policy, given, { pod: { ...reviewed, labels } })).toBe('yes');
  });

  test('may have no other label at all where a condition could look at any', () => {
    const any = testPolicy({ match: { clusters: ['sandbox'], when: 'pod.labels.tier == "web"' } });
    const pod = { ...reviewed, labels: { ...reviewed.labels, role: 'leader' } };
    expect(sentence(any, given)).toBe('yes');
    expect(sentence(any, given, { pod })).toContain('The labels of the pod that the policy looks at changed');
  });

  test('may not where the policy came to look at another label, and the pod has it', () => {
    const more = testPolicy({ match: { clusters: ['sandbox'], podLabels: { tier: 'web', role: '*' } } });
    const pod = { ...reviewed, labels: { ...reviewed.labels, role: 'leader' } };
    expect(sentence(more, given, { pod })).toContain(
      'The labels of the pod that the policy looks at changed',
    );
  });

  test('may not where the labels of its namespace changed', () => {
    const looking = testPolicy({ match: { ...match, namespaceLabels: { env: '*' } } });
    const inNamespace = { ...reviewed, namespaceLabels: { env: 'dev' } };
    const plan = forged({ pod: inNamespace });
    expect(sentence(looking, plan, { pod: inNamespace })).toBe('yes');
    const other = { ...inNamespace, namespaceLabels: { env: 'prod' } };
    expect(sentence(looking, plan, { pod: other })).toContain(
      'The labels of the namespace that the policy looks at changed',
    );
    expect(sentence(policy, plan, { pod: other })).toBe('yes');
  });

  test('may not where the policy came to look at labels that nobody looked at', () => {
    expect(sentence(policy)).toContain('nobody looked at them: ask again');
    const fresh = (tier: string) => ({ pod: { ...testPlan().pod, labels: { tier } } });
    expect(sentence(policy, request, fresh('web'))).toBe('yes');
    expect(sentence(policy, request, fresh('db'))).toContain('is for pods with the label tier=web');
  });
});
