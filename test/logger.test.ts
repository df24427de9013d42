import { expect, test } from '@jest/globals';
import { createLogger } from '../src/logger.ts';

test('a secret is masked wherever it stands in a line, also inside an error', () => {
  const lines: string[] = [];
  const secret = 'xoxb-a-secret-token';
  const logger = createLogger({
    level: 'info',
    secrets: [secret],
    destination: { write: (line) => void lines.push(line) },
  });
  logger.error({ err: new Error(`failed with ${secret}`), nested: { deep: [secret] } }, `token ${secret}`);
  expect(lines.join('')).not.toContain(secret);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'error', msg: 'token [secret]' });
});
