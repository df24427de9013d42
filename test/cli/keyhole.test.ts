import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { pathOf, textOf } from '../deploy/project.ts';
import { run as runWith } from './running.ts';

const run = (...args: string[]) => runWith(args);

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keyhole-test-'));
});

afterAll(() => rm(folder, { recursive: true }));

test('a policy in order: what is in it, and exit code 0', async () => {
  const file = pathOf('deploy/policy.example.yaml');
  expect(await run('policy', 'check', file)).toEqual({
    code: 0,
    said: [`${file} is in order: 1 cluster, 2 groups of people, 3 images, 1 profile of its own and 2 rules.`],
    complained: [],
  });
});

test('a policy with problems: each on a line of its own, and exit code 1', async () => {
  const file = join(folder, 'policy.yaml');
  const text = textOf('deploy/policy.example.yaml');
  await writeFile(file, text.replace('volumes:', 'volume:').replace('[developers, sre]', '[develpers, sre]'));
  expect(await run('policy', 'check', file)).toEqual({
    code: 1,
    said: [
      expect.stringMatching(/policy\.yaml:\d+:\d+: .*did you mean "developers"\?$/),
      expect.stringMatching(/policy\.yaml:\d+:\d+: .*did you mean "volumes"\?$/),
    ],
    complained: [`${file} has 2 problems: Keyhole would not take it.`],
  });
});

test('a file that is not there: exit code 2', async () => {
  const { code, said, complained } = await run('policy', 'check', join(folder, 'nothing.yaml'));
  expect({ code, said }).toEqual({ code: 2, said: [] });
  expect(complained).toEqual([
    expect.stringMatching(/nothing\.yaml: the policy file cannot be read \(.*\)\.$/),
  ]);
});

test('without a word: how it is used, and exit code 2', async () => {
  const { code, said, complained } = await run();
  expect({ code, said }).toEqual({ code: 2, said: [] });
  expect(complained.join()).toContain('keyhole policy check FILE');
});

test.each([
  [['policy'], 'After "policy" comes one of check, explain, test, schema.'],
  [['policy', 'frobnicate'], 'After "policy" comes one of check, explain, test, schema.'],
  [['policy', 'check'], '"policy check" takes one file, the policy.'],
  [['policy', 'check', 'a.yaml', 'b.yaml'], '"policy check" takes one file, the policy.'],
  [['policy', 'chek', 'a.yaml'], 'There is no "policy chek": did you mean "policy check"?'],
  [['check', 'a.yaml'], 'There is no "check": did you mean "policy check"?'],
  [['test', 'a.yaml'], 'There is no "test": did you mean "policy test"?'],
  [['policy', 'schema', 'a.yaml'], '"policy schema" takes nothing more.'],
  [
    ['policy', 'test', 'a.yaml'],
    '"policy test" takes the file of the policy, and then those with its cases.',
  ],
  [['policy', 'test'], '"policy test" takes the file of the policy, and then those with its cases.'],
  [['policy', 'explan', 'a.yaml'], 'There is no "policy explan": did you mean "policy explain"?'],
])('%j is wrong usage: what to write instead, and exit code 2', async (args, sentence) => {
  const { code, said, complained } = await run(...args);
  expect({ code, said }).toEqual({ code: 2, said: [] });
  expect(complained).toEqual([`${sentence}\n\`keyhole policy --help\` tells how it is used.`]);
});

test.each([
  ['policy', '--help'],
  ['policy', 'explain', '-h'],
  ['policy', 'test', 'a.yaml', '--help'],
])('%j %j tells how it is used', async (...args) => {
  const { code, said } = await run(...args);
  expect(code).toBe(0);
  expect(said.join()).toContain('keyhole policy check FILE');
});

test('deploy/policy.schema.json is the schema that is printed', async () => {
  const { said } = await run('policy', 'schema');
  // When it differs: npm run --silent keyhole -- policy schema > deploy/policy.schema.json && npm run format
  expect(JSON.parse(textOf('deploy/policy.schema.json'))).toEqual(JSON.parse(said.join()));
});

test('an editor with the schema takes the example, and marks what is misspelt', () => {
  const schema = z.fromJSONSchema(JSON.parse(textOf('deploy/policy.schema.json')));
  const example = textOf('deploy/policy.example.yaml');
  expect(schema.safeParse(parse(example)).success).toBe(true);
  for (const [right, wrong] of [
    ['approvals:', 'aproval:'],
    ['mode: entrypoint', 'mode: entrpoint'],
    ['session: 15m', 'session: 15'],
    ['requesters: [developers, sre]', 'requesters: developers'],
  ] as const) {
    expect(example).toContain(right);
    expect(schema.safeParse(parse(example.replace(right, wrong))).success).toBe(false);
  }
});

test('the example names its schema, by its place in the folder', () => {
  expect(textOf('deploy/policy.example.yaml')).toMatch(
    /^# yaml-language-server: \$schema=policy\.schema\.json\n/,
  );
});
