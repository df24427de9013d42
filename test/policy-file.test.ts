import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { policyFromText, readPolicyFile } from '../src/policy-file.ts';

const POLICY = `clusters:
  prod: { context: prod }
people:
  sre: { slackUsers: [U0BOB, U0CAROL] }
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

test('a problem names file, line and column, and the nearest right key', () => {
  expect(problems(POLICY)).toEqual([
    'policy.yaml:11:32: rules.0.approvals.0.cuont: is no key that may stand here: did you mean "count"?',
  ]);
});

test('all problems are told at once, in the order of the file, and a wrong type hides no undefined name', () => {
  const text = `clusters:
  Prod: { aliases: [dev] }
  dev: { context: 7 }
people:
  sre: { slackUsers: [bob], emials: [] }
images:
  busybox: { image: busybox, mode: exc, firstLook: [] }
rules:
  - name: all
    requesters: [srre, 5]
    images: [busibox, zebra]
    profiles: [restrictd]
    volumes: 'yes'
    approvals: [{ from: sre, count: 99 }]
  - name: all
    images: busybox
    approvals: []
`;
  expect(problems(text)).toEqual([
    'policy.yaml:2:3: clusters.Prod: is no name to give: use lower case letters, digits and -',
    'policy.yaml:2:21: clusters.Prod.aliases.0: "dev" names two clusters',
    'policy.yaml:3:19: clusters.dev.context: must be a text (put it in quotes), not 7',
    'policy.yaml:5:23: people.sre.slackUsers.0: a Slack user id begins with U or W',
    'policy.yaml:5:29: people.sre.emials: is no key that may stand here: did you mean "emails"?',
    'policy.yaml:7:36: images.busybox.mode: "exc" cannot be chosen: did you mean "exec"?',
    'policy.yaml:7:52: images.busybox.firstLook: must have at least 1',
    'policy.yaml:10:18: rules.0.requesters.0: "srre" is not defined under people: did you mean "sre"?',
    'policy.yaml:10:24: rules.0.requesters.1: must be a text (put it in quotes), not 5',
    'policy.yaml:11:14: rules.0.images.0: "busibox" is not defined under images: did you mean "busybox"?',
    'policy.yaml:11:23: rules.0.images.1: "zebra" is not defined under images',
    'policy.yaml:12:16: rules.0.profiles.0: "restrictd" is not defined under profiles: did you mean "restricted"?',
    'policy.yaml:13:14: rules.0.volumes: must be true or false, not the text "yes"',
    'policy.yaml:14:25: rules.0.approvals.0.from: must be a list, not the text "sre"',
    'policy.yaml:14:37: rules.0.approvals.0.count: must be at most 10',
    'policy.yaml:15:5: rules.1.requesters: is missing',
    'policy.yaml:15:11: rules.1.name: "all" names an earlier rule already',
    'policy.yaml:16:13: rules.1.images: must be a list, not the text "busybox"',
  ]);
});

test('a section that is missing is one problem, not one for each of its names', () => {
  expect(problems(POLICY.replace('cuont', 'count').replace('people:', 'peple:'))).toEqual([
    'policy.yaml:1:1: people: is missing',
    'policy.yaml:3:1: peple: is no key that may stand here: did you mean "people"?',
  ]);
});

test('a key that is written twice is told beside the other problems', () => {
  expect(problems(POLICY.replace('images: [busybox]', 'images: [busybox]\n    images: [busibox]'))).toEqual([
    'policy.yaml:11:5: images: is written twice: keep one of them',
    'policy.yaml:11:14: rules.0.images.0: "busibox" is not defined under images: did you mean "busybox"?',
    expect.stringContaining('cuont'),
  ]);
});

test.each([
  ['clusters: [', /^policy\.yaml:1:\d+: is not YAML: /],
  ['a: 1\n\tb: 2', /^policy\.yaml:2:1: is not YAML: Tabs/],
  ['a: 1\n---\nb: 2', 'policy.yaml:2:1: a second document begins here: a policy is one'],
  ['a: 1\nb: [*sre]', 'policy.yaml:2:5: *sre: there is no &sre before it'],
  ['', 'policy.yaml:1:1: the policy is missing'],
  ['- 1', 'policy.yaml:1:1: the policy must be a list of settings, not a list'],
])('of %j the place is told', (text, problem) => {
  expect(problems(text)).toEqual([typeof problem === 'string' ? problem : expect.stringMatching(problem)]);
});

test('aliases that multiply are a problem, not a crash', () => {
  const level = (name: string, of: string) => `${name}: &${name} [${Array(9).fill(of).join()}]`;
  const text = [level('a', 'x'), level('b', '*a'), level('c', '*b'), level('d', '*c')].join('\n');
  expect(problems(text)).toEqual([expect.stringMatching(/^policy\.yaml:1:1: cannot be read as YAML: /)]);
});

test('a problem inside an anchored part names the place of the part', () => {
  const text = POLICY.replace('rules:', 'rules:\n  - &first').replace('  - name: all', '    name: all');
  expect(problems(text)).toEqual([expect.stringMatching(/^policy\.yaml:12:32: .*cuont/)]);
  expect(problems(`${text}  - *first\n`)).toContain(
    'policy.yaml:9:11: rules.1.name: "all" names an earlier rule already',
  );
});

test.each(['__proto__', 'constructor', 'toString'])('the key %s is none of the policy', (key) => {
  expect(problems(`${POLICY}${key}: {}\n`)).toContainEqual(
    expect.stringMatching(`^policy\\.yaml:12:1: ${key}: is no key that may stand here`),
  );
});

test('whatever is typed, every problem has a place', () => {
  const edits = fc.tuple(fc.nat(POLICY.length), fc.nat(12), fc.string({ maxLength: 12 }));
  fc.assert(
    fc.property(fc.array(edits, { maxLength: 4 }), (changes) => {
      const text = changes.reduce(
        (so, [at, gone, typed]) => `${so.slice(0, at)}${typed}${so.slice(at + gone)}`,
        POLICY,
      );
      const lines = text.split(/\r?\n/).length;
      for (const problem of problems(text)) {
        const [, line, column] = /^policy\.yaml:(\d+):(\d+): ./.exec(problem) ?? [];
        expect(Number(line)).toBeLessThanOrEqual(lines);
        expect(Math.min(Number(line), Number(column))).toBeGreaterThan(0);
      }
    }),
  );
});

test('a key of two lines, with an order for the terminal, is told on one line', () => {
  expect(problems(`${POLICY.replace('cuont', 'count')}"a\\n\\e[31mb": 1\n`)).toEqual([
    'policy.yaml:12:1: a [31mb: is no key that may stand here: use clusters, people, images, admins, fairUse, profiles, rules',
  ]);
});

test('a file that is not there is told', async () => {
  expect(await readPolicyFile('/nowhere/policy.yaml')).toEqual({
    kind: 'unreadable',
    problems: [expect.stringMatching(/^\/nowhere\/policy\.yaml: the policy file cannot be read \(ENOENT/)],
  });
});
