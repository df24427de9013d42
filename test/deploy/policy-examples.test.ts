import { readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { casesFromText } from '../../src/cli/policy-cases.ts';
import { run } from '../cli/running.ts';
import { pathOf, textOf } from './project.ts';

const docs = textOf('docs/policy.md');
const examples = readdirSync(pathOf('deploy/examples'))
  .filter((file) => file.endsWith('.yaml') && !file.endsWith('.test.yaml'))
  .map((file) => file.slice(0, -'.yaml'.length));

describe.each(examples)('the example %s', (name) => {
  test('is in order', async () => {
    expect(await run(['policy', 'check', pathOf(`deploy/examples/${name}.yaml`)])).toMatchObject({ code: 0 });
  });

  test('does what its cases say', async () => {
    const files = [`deploy/examples/${name}.yaml`, `deploy/examples/${name}.test.yaml`].map(pathOf);
    const { code, said } = await run(['policy', 'test', ...files]);
    expect(said.filter((line) => !line.startsWith('✓'))).toEqual([
      expect.stringMatching(/^All \d+ cases hold\.$/),
    ]);
    expect(code).toBe(0);
  });

  test('stands in docs/policy.md as it is in its file', () => {
    const [, rules] = /^(rules:[^]*)$/m.exec(textOf(`deploy/examples/${name}.yaml`)) ?? [];
    expect(docs).toContain(`\n\`\`\`yaml\n${rules}\`\`\`\n`);
    expect(docs).toContain(`(../deploy/examples/${name}.yaml)`);
  });
});

test('there are examples', () => expect(examples.length).toBeGreaterThanOrEqual(4));

test('the cases that docs/policy.md shows can be read', () => {
  const [, cases = ''] = /```yaml\n(cases:[^]*?)```/.exec(docs) ?? [];
  expect(casesFromText(cases, 'policy.test.yaml')).toMatchObject({ kind: 'fine', value: [{}, {}] });
});
