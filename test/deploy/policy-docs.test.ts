import { expect, test } from '@jest/globals';
import { policyJsonSchema } from '../../src/domain/policy/policy-schema.ts';
import { policyFromText } from '../../src/policy-file.ts';
import { textOf } from './project.ts';

type Schema = ReturnType<typeof policyJsonSchema>;

/** Every key that the policy file may have. */
function keysOf(schema: Schema): string[] {
  const inner = [schema.items, schema.additionalProperties].filter(
    (each): each is Schema => typeof each === 'object' && !Array.isArray(each),
  );
  const own = Object.entries(schema.properties ?? {}).flatMap(([key, value]) =>
    typeof value === 'object' ? [key, ...keysOf(value)] : [key],
  );
  return [...own, ...inner.flatMap(keysOf)];
}

const docs = textOf('docs/policy.md');

test.each([...new Set(keysOf(policyJsonSchema()))])('docs/policy.md tells of the key %s', (key) => {
  expect(new RegExp(`\`(?:\\w+\\.)?${key}[\`:.]`).test(docs)).toBe(true);
});

const [, shown = ''] = /```yaml\n([^]*?)```/.exec(docs) ?? [];

test('the policy that it shows is in order', () => {
  expect(policyFromText(shown, 'policy.yaml').kind).toBe('policy');
});

test('the problems that it shows are those of that policy, misspelt', () => {
  const misspelt = shown.replace('namespaces:', 'namespace:').replace('developers, sre', 'developers, srre');
  const reading = policyFromText(misspelt, 'policy.yaml');
  if (reading.kind === 'policy') throw new Error('nothing is misspelt');
  expect(docs).toContain(`\`\`\`\n${reading.problems.join('\n')}\n\`\`\``);
});
