import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { withTokenFiles } from '../../../src/kubernetes/connection/token-files.ts';

const directory = mkdtempSync(path.join(tmpdir(), 'keyhole-token-files-'));

afterEach(() => rmSync(directory, { recursive: true, force: true }));

test('a token file is preferred to a token, and counts from its kubeconfig', () => {
  const kubeconfig = path.join(directory, 'config');
  writeFileSync(
    kubeconfig,
    'users:\n- name: a\n  user: { token: old, tokenFile: tokens/a }\n- name: b\n  user: { token: b }\n- name: c\n- 7\n',
  );
  const users = [{ name: 'a', token: 'old' }, { name: 'b', token: 'b' }, { name: 'c' }];
  expect(withTokenFiles(users, kubeconfig)).toEqual([
    {
      name: 'a',
      authProvider: { name: 'tokenFile', config: { tokenFile: path.join(directory, 'tokens/a') } },
    },
    { name: 'b', token: 'b' },
    { name: 'c' },
  ]);
});
