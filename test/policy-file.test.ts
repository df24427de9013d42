import { expect, test } from '@jest/globals';
import { policyFromText, readPolicyFile } from '../src/policy-file.ts';

const POLICY = `clusters:
  prod: { context: prod }
people:
  sre: { slackUsers: [U0BOB] }
images:
  busybox: { image: busybox }
rules:
  - name: all
    requesters: [sre]
    images: [busybox]
    approvals: [{ from: [sre], cuont: 1 }]
`;

function problems(text: string) {
  const reading = policyFromText(text, 'policy.yaml');
  return reading.kind === 'invalid' ? reading.problems : [];
}

test('a good policy is read', () => {
  expect(policyFromText(POLICY.replace('cuont', 'count'), 'p').kind).toBe('policy');
});

test('a problem names file, line and column', () => {
  expect(problems(POLICY)).toEqual([
    expect.stringMatching(/^policy\.yaml:11:17: rules\.0\.approvals\.0: .*cuont/),
  ]);
});

test('text that is no YAML names its place too', () => {
  expect(problems('clusters: [')[0]).toMatch(/^policy\.yaml:1:\d+: /);
  expect(problems('a: 1\na: 2')[0]).toMatch(/^policy\.yaml:2:1: /);
});

test('an empty file and a file that is not there are problems, not crashes', async () => {
  expect(problems('')[0]).toMatch(/^policy\.yaml:1:1: /);
  expect(await readPolicyFile('/nowhere/policy.yaml')).toEqual({
    kind: 'invalid',
    problems: [expect.stringContaining('check KEYHOLE_POLICY')],
  });
});
