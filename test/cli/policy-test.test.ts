import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pathOf } from '../deploy/project.ts';
import { run } from './running.ts';

const POLICY = `clusters:
  prod: { defaultNamespace: shop }
  dev: {}
people:
  sre: { slackUserGroup: S0SRE }
  payments: { emails: ['*@payments.example.com'] }
images:
  busybox: { image: busybox:1.37 }
rules:
  - name: prod
    match: { clusters: [prod], podLabels: { tier: web }, namespaceLabels: { team: a }, when: 'now.getHours() < 4 && pod.node == "n1"' }
    requesters: [payments, sre]
    images: [busybox]
    approvals: [{ from: [sre] }, { from: [payments] }]
  - name: dev
    match: { clusters: [dev] }
    requesters: [sre]
    images: [busybox]
    approvals: []
`;

let folder: string;
let policy: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keyhole-test-'));
  policy = join(folder, 'policy.yaml');
  await writeFile(policy, POLICY);
});

afterAll(() => rm(folder, { recursive: true }));

let made = 0;

async function casesFile(text: string): Promise<string> {
  const path = join(folder, `cases-${(made += 1)}.yaml`);
  await writeFile(path, text);
  return path;
}

async function tried(...cases: readonly object[]) {
  const lines = cases.map((each) => `  - ${JSON.stringify(each)}\n`);
  const file = await casesFile(`cases:\n${lines.join('')}`);
  return { file, ...(await run(['policy', 'test', policy, file])) };
}

const ANN = { email: 'ann@payments.example.com' };
const POD = { labels: { tier: 'web' }, namespaceLabels: { team: 'a' }, node: 'n1' };
/** It holds; tests change one part of it. */
const HOLDS = {
  as: ANN,
  ask: '/debug deploy/api --cluster prod -- ps aux',
  pod: POD,
  at: '2026-11-22T04:30:00+01:00',
  expect: {
    decision: 'allowed',
    rule: 'prod',
    approvals: [{ from: ['sre'] }, { from: ['payments'], count: 1 }],
    image: 'busybox',
    profile: 'restricted',
  },
};

describe('a case that holds', () => {
  test.each([
    ['all of what is expected', HOLDS],
    ['the cluster apart from the ask', { ...HOLDS, ask: 'deploy/api', cluster: 'prod' }],
    ['the ask’s own cluster before the case’s', { ...HOLDS, cluster: 'dev' }],
    [
      'a user group by its id',
      { ...HOLDS, as: { slackId: 'U0S', in: ['S0SRE'] }, expect: { decision: 'allowed' } },
    ],
    [
      'a user group by its group in the policy',
      { ...HOLDS, as: { slackId: 'U0S', in: ['sre'] }, expect: { decision: 'allowed' } },
    ],
    [
      'a refusal',
      {
        ...HOLDS,
        at: '2026-11-22T06:30:00+01:00',
        expect: { decision: 'refused', sentence: 'holds only where' },
      },
    ],
    [
      'what cannot be said is refused',
      { ...HOLDS, pod: { node: 'n1' }, expect: { decision: 'refused', sentence: 'nobody looked at them' } },
    ],
  ])('%s: its name with a mark, and exit code 0', async (name, each) => {
    expect(await tried({ name, ...each })).toMatchObject({
      code: 0,
      said: [`✓ ${name}`, 'The one case holds.'],
      complained: [],
    });
  });

  test('is judged at this moment when it names none', async () => {
    const { at: _none, ...now } = HOLDS;
    expect((await tried(now)).said).toEqual([`✓ ${HOLDS.ask}`, 'The one case holds.']);
  });
});

describe('a case that does not hold', () => {
  const allowed = HOLDS.expect;
  test.each([
    [
      { as: { email: 'eve@example.com', in: [] } },
      [
        '    expected decision: allowed',
        '    got:               refused, No rule of the policy allows this. The nearest rule, "prod", is for requests by payments, sre. Ask whoever keeps the policy if you need it.',
      ],
    ],
    [
      { expect: { decision: 'refused' } },
      ['    expected decision: refused', '    got:               allowed, by the rule "prod"'],
    ],
    [{ expect: { ...allowed, rule: 'dev' } }, ['    expected rule: dev, got: prod']],
    [
      { expect: { ...allowed, image: 'netshoot', profile: 'general' } },
      ['    expected image: netshoot, got: busybox', '    expected profile: general, got: restricted'],
    ],
    [
      { expect: { ...allowed, approvals: [] } },
      ['    expected approvals: nobody needs to approve; got: 1 of sre, and 1 of payments'],
    ],
    [
      { expect: { ...allowed, approvals: [{ from: ['sre'], count: 2 }, { from: ['payments'] }] } },
      ['    expected approvals: 2 of sre, and 1 of payments; got: 1 of sre, and 1 of payments'],
    ],
    [
      { ask: 'deploy/api' },
      ['    the ask is not understood: Which cluster? Write --cluster with one of prod, dev.'],
    ],
    [
      { ask: '/debug help' },
      ['    the ask is not understood: This asks for no container: write it as in `/debug pod NAME IMAGE`.'],
    ],
    [
      { as: { ...ANN, in: ['srre'] } },
      [
        '    the ask is not understood: srre is neither the id of a Slack user group nor a group of the policy that has one.',
      ],
    ],
  ])('%j: where it stands and what came of it, and exit code 1', async (change, lines) => {
    const { file, code, said } = await tried(
      { name: 'first', ...HOLDS },
      { name: 'second', ...HOLDS, ...change },
    );
    expect(code).toBe(1);
    expect(said[0]).toBe('✓ first');
    expect(said[1]).toBe(`✗ ${file}:3:5: second`);
    expect(said.slice(2)).toEqual([...lines, '1 of 2 cases does not hold.']);
  });

  test('by another sentence', async () => {
    const refused = {
      ...HOLDS,
      as: { email: 'eve@example.com', in: [] },
      expect: { decision: 'refused', sentence: 'the image' },
    };
    expect((await tried(refused)).said.slice(1, 3)).toEqual([
      '    expected in the sentence: the image',
      expect.stringContaining('got:                      No rule of the policy allows this.'),
    ]);
  });
});

test('all that is wrong with a file of cases is told with its place, the others are tried, and exit code 1', async () => {
  const bad = await casesFile(`cases:
  - as: { emial: ann@example.com }
    ask: 5
    at: tomorrow
    pod: { workload: api }
    expects: {}
    expect: { decision: refused, rule: prod }
  - as: { slackId: bob }
    ask: x
    expect: { decision: allowed, sentence: x }
`);
  const good = await casesFile(JSON.stringify({ cases: [HOLDS] }));
  expect(await run(['policy', 'test', policy, bad, good])).toEqual({
    code: 1,
    said: [
      `${bad}:2:9: cases.0.as: names nobody: add email or slackId`,
      `${bad}:2:11: cases.0.as.emial: is no key that may stand here: did you mean "email"?`,
      `${bad}:3:10: cases.0.ask: must be a text (put it in quotes), not 5`,
      `${bad}:4:9: cases.0.at: write a time with its zone, such as 2026-11-22T03:00:00+01:00`,
      `${bad}:5:22: cases.0.pod.workload: write a kind and a name, such as Deployment/api`,
      `${bad}:6:5: cases.0.expects: is no key that may stand here: did you mean "expect"?`,
      `${bad}:7:40: cases.0.expect.rule: can be expected only of what is allowed`,
      `${bad}:8:20: cases.1.as.slackId: a Slack user id begins with U or W`,
      `${bad}:10:44: cases.1.expect.sentence: can be expected only of what is refused`,
      `✓ ${HOLDS.ask}`,
      'The one case holds.',
    ],
    complained: [`${bad} has 9 problems: none of its cases was tried.`],
  });
});

test.each([
  ['', 'the file of cases is missing'],
  ['cases: []', 'cases: must have at least 1'],
  ['cases: [', 'is not YAML'],
  ['cases: []\n---\na: 1', 'a second document begins here: a file of cases is one'],
])('of %j that is told', async (text, problem) => {
  const { code, said } = await run(['policy', 'test', policy, await casesFile(text)]);
  expect(code).toBe(1);
  expect(said.join('\n')).toContain(problem);
});

test('a file that is not there: exit code 2', async () => {
  const there = await casesFile(JSON.stringify({ cases: [HOLDS] }));
  const { code, complained } = await run(['policy', 'test', policy, join(folder, 'nothing.yaml'), there]);
  expect(code).toBe(2);
  expect(complained).toEqual([
    expect.stringMatching(/nothing\.yaml: the file of cases cannot be read \(ENOENT/),
  ]);
  expect(await run(['policy', 'test', join(folder, 'nothing.yaml'), there])).toMatchObject({
    code: 2,
    said: [],
  });
});

test('the cases of the example hold', async () => {
  const { code, said } = await run([
    'policy',
    'test',
    pathOf('deploy/policy.example.yaml'),
    pathOf('deploy/policy.test.yaml'),
  ]);
  expect(said.filter((line) => !line.startsWith('✓'))).toEqual([
    expect.stringMatching(/^All \d+ cases hold\.$/),
  ]);
  expect(code).toBe(0);
});
