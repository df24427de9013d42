import { expect, test } from '@jest/globals';
import { saysNoProgram } from '../../../src/kubernetes/failures/program-failures.ts';

test.each([
  'exec: "nope": executable file not found in $PATH: unknown',
  'executable file `/no/such/binary` not found: No such file or directory',
  'exec /x: exec format error',
])('%j says that the program cannot be run', (message) => {
  expect(saysNoProgram(message)).toBe(true);
});

// The text is as long as whoever may write to a pod's status wants, and nothing else goes on while it is searched.
test('a text that is made to be slow is searched in no time', () => {
  const startedAt = performance.now();
  expect(saysNoProgram('executable file '.repeat(30_000))).toBe(false);
  expect(performance.now() - startedAt).toBeLessThan(2_000);
});
