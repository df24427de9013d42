import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { securityContextOf } from '../../src/domain/policy/granted-profile.ts';
import { judge } from '../../src/domain/policy/judge.ts';
import { type Policy, policyFrom } from '../../src/domain/policy/policy.ts';
import { readPolicyFile } from '../../src/policy-file.ts';
import { pathOf, textOf } from './project.ts';

const developer = { slackId: 'U0DEV', name: 'Dev', email: 'dev@example.com' };
const stranger = { slackId: 'U0ELSE', name: 'Else', email: 'else@elsewhere.example' };

async function examplePolicy(): Promise<Policy> {
  const reading = await readPolicyFile(pathOf('deploy/policy.example.yaml'));
  if (reading.kind !== 'policy') throw new Error(reading.problems.join('\n'));
  return reading.policy;
}

test('in staging nobody needs to approve', async () => {
  const question = {
    requester: developer,
    cluster: 'main',
    namespace: 'staging-7',
    image: 'netshoot',
    at: 0,
  };
  expect(judge(await examplePolicy(), question)).toMatchObject({ kind: 'allowed', grant: { approvals: [] } });
});

test('in staging there are volumes, an image without a shell, and a profile of its own', async () => {
  const question = { requester: developer, cluster: 'main', namespace: 'staging', at: 0 };
  const asked = { ...question, image: 'grpcurl', profile: 'packets', volumes: true } as const;
  const judgement = judge(await examplePolicy(), asked);
  if (judgement.kind === 'refused') throw new Error(judgement.sentence);
  expect(judgement.grant.image.mode).toBe('entrypoint');
  expect(securityContextOf(judgement.grant.profile, { uid: 1000, gid: 1000 })).toEqual({
    runAsUser: 0,
    capabilities: { drop: ['ALL'], add: ['NET_RAW'] },
  });
});

test('in production one of sre approves, and the wider image is refused', async () => {
  const policy = await examplePolicy();
  const question = { requester: developer, cluster: 'main', namespace: 'production', reason: 'slow', at: 0 };
  expect(judge(policy, question)).toMatchObject({
    kind: 'allowed',
    grant: { approvals: [{ from: ['sre'], count: 1 }], selfApproval: false },
    profiles: [{ name: 'restricted' }, { name: 'baseline' }],
  });
  expect(judge(policy, { ...question, image: 'netshoot' }).kind).toBe('refused');
  expect(judge(policy, { ...question, volumes: true }).kind).toBe('refused');
});

test.each(['keyhole', 'kube-system', 'default'])('nothing is allowed in %s', async (namespace) => {
  expect(judge(await examplePolicy(), { requester: developer, cluster: 'main', namespace, at: 0 }).kind).toBe(
    'refused',
  );
});

test('who is in no group may do nothing', async () => {
  const question = { requester: stranger, cluster: 'main', namespace: 'staging', at: 0 };
  expect(judge(await examplePolicy(), question).kind).toBe('refused');
});

test('every image is pinned by its digest', async () => {
  const images = Object.values((await examplePolicy()).images);
  expect(images.map(({ image }) => image)).toEqual(
    images.map(() => expect.stringMatching(/^[a-z0-9.]+\/\S+:\S+@sha256:[0-9a-f]{64}$/)),
  );
});

test('the limits that it shows are the defaults', async () => {
  const [staging, production] = (await examplePolicy()).rules;
  expect(production?.limits).toEqual(staging?.limits);
});

test('what it shows in comments counts, too, once it is no comment any more', async () => {
  const text = textOf('deploy/policy.example.yaml').replaceAll(/^( +)# ( *[a-z][A-Za-z]*:)/gm, '$1$2');
  const reading = policyFrom(parse(text));
  if (reading.kind === 'invalid') throw new Error(JSON.stringify(reading.problems));
  expect(reading.policy.clusters).toEqual({
    main: { aliases: ['prod'], defaultNamespace: 'staging', impersonate: { groups: ['keyhole-users'] } },
    other: { aliases: [], context: 'other-admin', defaultNamespace: 'staging' },
  });
  expect(reading.policy.people['sre']?.slackUserGroup).toBe('S000000001');
  expect(reading.policy.rules[1]).toMatchObject({
    match: { podLabels: { tier: 'web' }, workloads: ['Deployment/web-*'] },
    denials: 2,
    commands: { allow: ['ps *', 'ls **', 'cat /proc/*/status'], otherwise: 'review' },
    breakGlass: { requesters: ['sre'], announce: 'C000000001', remindEvery: 86_400 },
  });
});

test('the fair use that it shows is the default', async () => {
  const { fairUse } = await examplePolicy();
  const { fairUse: _shown, ...others } = parse(textOf('deploy/policy.example.yaml')) as { fairUse: unknown };
  const reading = policyFrom(others);
  expect(reading).toMatchObject({ kind: 'policy', policy: { fairUse } });
});
