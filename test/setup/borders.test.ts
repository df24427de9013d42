import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { tasks } from '../../src/setup/tasks.mjs';

let project = '';

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'keyhole-borders-'));
});

afterEach(() => rmSync(project, { recursive: true }));

/** The borders step of `npm test`, in a project of these files. */
function cross(files: Record<string, string>) {
  for (const [path, text] of Object.entries({ 'package.json': '{"type":"module"}', ...files })) {
    mkdirSync(dirname(join(project, path)), { recursive: true });
    writeFileSync(join(project, path), text);
  }
  const step = tasks['check']?.steps([]).find(({ name }) => name === 'borders');
  const command = (step?.command ?? []).map((arg) =>
    arg.startsWith('test/') ? join(process.cwd(), arg) : arg,
  );
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: project, encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

const errors = 'export interface Failure { code: string }\nexport const none = 0;\n';

test('a border crossed by a type alone is a violation', () => {
  const { status, output } = cross({
    'src/errors.ts': errors,
    'src/sandbox/page.ts': "import type { Failure } from '../errors.ts';\nexport type Shown = Failure;\n",
  });
  expect(output).toContain('sandbox-speaks-only-public-protocols: src/sandbox/page.ts → src/errors.ts');
  expect(status).not.toBe(0);
});

test('files that keep to the borders pass, without a warning, also where types alone make a circle', () => {
  const { status, output } = cross({
    'src/errors.ts': errors,
    'src/domain/a.ts': "import type { B } from './b.ts';\nexport interface A { b: B }\nexport const a = 1;\n",
    'src/domain/b.ts': "import { a } from './a.ts';\nexport interface B { n: number }\nexport const b = a;\n",
    'src/slack/c.ts':
      "import { none } from '../errors.ts';\nimport { b } from '../domain/b.ts';\nexport const c = none + b;\n",
  });
  expect({ status, output: output.trim() }).toEqual({
    status: 0,
    output: expect.stringMatching(/^✔ no dependency violations found/),
  });
});
