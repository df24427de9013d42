import { describe, expect, test } from '@jest/globals';
import { consider } from '../../../src/slack/builder/consider.ts';
import { blockErrors, policyProblems } from '../../../src/slack/builder/field-errors.ts';
import { messageText } from '../../../src/slack/builder/message-text.ts';
import { mayAskIn, namespacesFor } from '../../../src/slack/builder/namespaces.ts';
import { visiblePods } from '../../../src/slack/builder/visible-pods.ts';
import type { Filled } from '../../../src/slack/modals/builder-fields.ts';
import { policyDocument, testPolicy } from '../../helpers/policy.ts';
import { ALICE, MALLORY } from '../../helpers/request.ts';
import { listedPod } from './listed-pod.ts';

const about = (policy = testPolicy()) => ({ policy, person: ALICE, at: 0 });
const SEVERAL = { ...policyDocument().clusters, other: { defaultNamespace: 'other' } };

describe('someone can choose', () => {
  test('what their rules give there, and begins with the default', () => {
    const commands = { allow: ['ps aux', 'ls *', "cat '/etc/*'"] };
    const { filled, offer, question } = consider(about(testPolicy({ commands, requireReason: ['ask'] })), {});
    expect(filled).toEqual({ namespace: 'shop', image: 'busybox' });
    expect(offer).toMatchObject({
      clusters: [],
      containers: [],
      images: ['busybox', 'netshoot'],
      profiles: ['general', 'restricted'],
      durations: ['5m', '10m', '15m'],
      wantsReason: true,
    });
    expect(offer.snippets.slice(0, 3)).toEqual(['ps aux', "cat '/etc/*'", 'id']);
    expect(question).toMatchObject({ cluster: 'sandbox', namespace: 'shop', image: 'busybox' });
  });

  test('saved commands of the image that they chose', () => {
    const images = { ...policyDocument().images, netshoot: { image: 'n', firstLook: ['ss -tulpn'] } };
    const { offer } = consider(about(testPolicy({}, { images })), { image: 'netshoot' });
    expect(offer.snippets).toEqual(['ss -tulpn']);
  });

  test('nothing where no rule is for them', () => {
    expect(consider({ ...about(), person: MALLORY }, {})).toMatchObject({
      filled: {},
      offer: { images: [], profiles: [], durations: [], snippets: [] },
    });
    expect(consider(about(), { namespace: 'bank' }).offer).toMatchObject({ images: [], durations: [] });
  });

  test('a cluster where there are several, by its name or alias', () => {
    const policy = testPolicy({}, { clusters: SEVERAL });
    expect(consider(about(policy), {})).toMatchObject({
      filled: {},
      offer: { clusters: ['sandbox', 'other'], images: [] },
    });
    expect(consider(about(policy), { cluster: 'dev' }).filled).toMatchObject({ cluster: 'sandbox' });
    expect(consider(about(policy), { cluster: 'gone' }).filled).toEqual({});
  });

  test('a container of the pod, where it has several', () => {
    const pods = [listedPod('api-0', { containers: ['app', 'proxy'] }), listedPod('api-1')];
    const containers = (target: string) => consider({ ...about(), pods }, { target }).offer.containers;
    expect(['pod/api-0', 'pod/api-1', 'deployment/api', 'pod/gone'].map(containers)).toEqual([
      ['app', 'proxy'],
      [],
      ['app', 'proxy'],
      [],
    ]);
  });
});

test('a workload is judged by a pod of it that may be debugged', () => {
  const policy = testPolicy({ match: { podLabels: { tier: 'web' } } });
  const labelled = (name: string, tier: string) => {
    const pod = listedPod(name);
    return { ...pod, pod: { ...pod.pod, labels: { tier } } };
  };
  const chosen = (...pods: ReturnType<typeof labelled>[]) =>
    consider({ ...about(policy), pods }, { target: 'deployment/api' }).question?.pod?.name;
  expect(chosen(labelled('api-0', 'db'), labelled('api-1', 'web'))).toBe('api-1');
  expect(chosen(labelled('api-0', 'db'))).toBe('api-0');
});

describe('namespaces', () => {
  const where = { policy: testPolicy(), person: ALICE, cluster: 'sandbox', at: 0 };

  test('are those that are named without wildcards and given, the default first', () => {
    const match = { namespaces: ['cart', 'shop-*', 'shop'] };
    const policy = testPolicy({ match });
    expect(namespacesFor({ ...where, policy }, { others: ['shop-old', 'bank'] })).toEqual([
      'shop',
      'shop-old',
      'cart',
    ]);
    expect(namespacesFor({ ...where, person: MALLORY }, { others: ['shop'] })).toEqual([]);
  });

  test('that a wildcard fits can be asked for', () => {
    expect(['shop-x', 'bank'].map((namespace) => mayAskIn(where, namespace))).toEqual([true, false]);
  });
});

describe('pods', () => {
  const pods = ['api-0', 'api-1'].map((name, index) => {
    const each = listedPod(name);
    return { ...each, pod: { ...each.pod, labels: { tier: index === 0 ? 'web' : 'db' } } };
  });
  const names = (policy = testPolicy(), person = ALICE, clock = () => 0) =>
    visiblePods({ policy, person, cluster: 'sandbox', namespace: 'shop', at: 0 }, pods, clock).map(
      ({ pod }) => pod.name,
    );
  const choosy = testPolicy({ match: { podLabels: { tier: 'web' } } });

  test('are shown to those who could debug them', () => {
    expect([names(), names(choosy), names(choosy, MALLORY), names(testPolicy(), MALLORY)]).toEqual([
      ['api-0', 'api-1'],
      ['api-0'],
      [],
      [],
    ]);
  });

  test('are judged for half a second at the most', () => {
    let now = 0;
    const slow = () => (now += 400);
    expect(names(testPolicy({ match: { podLabels: { tier: '*' } } }), ALICE, slow)).toEqual(['api-0']);
  });
});

describe('what the policy has against a form', () => {
  const question = { requester: ALICE, cluster: 'sandbox', namespace: 'shop', at: 0, reason: 'x' };

  test.each<[Record<string, unknown>, object, keyof Filled]>([
    [{}, { namespace: 'bank' }, 'namespace'],
    [{}, { requester: MALLORY }, 'namespace'],
    [{}, { profile: 'netadmin' }, 'profile'],
    [{}, { image: 'gone' }, 'image'],
    [{ images: ['busybox'] }, { image: 'netshoot' }, 'image'],
    [{}, { durationSeconds: 99_999 }, 'duration'],
    [{ requireReason: ['ask'] }, { reason: '' }, 'reason'],
    [{ commands: { refuse: ['rm **'] } }, { command: { text: 'rm x', argv: ['rm', 'x'] } }, 'command'],
    [{ match: { workloads: ['Deployment/web'] } }, { pod: listedPod('api-0').pod }, 'target'],
  ])('%j and %j stands at %s', (changes, asked, field) => {
    expect(policyProblems(testPolicy(changes), { ...question, ...asked })).toEqual({
      [field]: expect.stringMatching(
        /^(No rule of the policy allows this|The image gone is not in|The rule "shop" wants a reason)/,
      ),
    });
  });

  test('is nothing where it allows it', () => {
    expect(policyProblems(testPolicy(), question)).toEqual({});
  });

  test('stands at the target where the form has no such field', () => {
    const blocks = { target: 'target-1', image: 'image-1' };
    expect(blockErrors({ image: 'No.', cluster: 'Which?' }, { blocks })).toEqual({
      'image-1': 'No.',
      'target-1': 'Which?',
    });
    expect(blockErrors({ image: 'x'.repeat(5_000) }, { blocks })['image-1']).toHaveLength(600);
  });
});

test('everything that a message says is read, however deep and long', () => {
  const message = {
    text: 'one',
    blocks: [{ type: 'section', text: { type: 'mrkdwn', text: 'two' }, fields: [{ text: 'three' }] }],
    attachments: [{ fallback: 'four', fields: [{ title: 'pod', value: 'api-0' }] }],
  };
  expect(messageText(message).split('\n')).toEqual(['one', 'two', 'three', 'four', 'pod', 'api-0']);
  const circular: Record<string, unknown> = {};
  circular['blocks'] = [circular];
  expect(messageText(circular)).toBe('');
  expect(
    messageText({ blocks: Array.from({ length: 99 }, () => ({ text: 'x'.repeat(9_999) })) }),
  ).toHaveLength(40_000);
  expect(messageText('no message')).toBe('');
});
