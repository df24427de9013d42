import { expect, test } from '@jest/globals';
import { whichCluster } from '../../../src/slack/messages/which-cluster.ts';
import { read, shown } from './shown.ts';

const NAMES = ['prod-eu', 'prod-us'];
const asked = (cluster?: string) =>
  read(
    whichCluster(NAMES, {
      text: 'pod api-7f9',
      wanted: { kind: 'pod', name: 'api-7f9' },
      ...(cluster !== undefined && { cluster }),
    }),
  );

test('where there are several, asks for one of them and keeps what was typed', () => {
  expect(asked()).toBe(
    'Which cluster? Add `--cluster` with one of: prod-eu, prod-us.\nYou asked: `/debug pod api-7f9`',
  );
});

test('names the one that was probably meant, else all', () => {
  expect(asked('prodeu')).toContain('There is no cluster prodeu. Did you mean prod-eu?');
  expect(asked('staging')).toContain('There is no cluster staging. There are: prod-eu, prod-us.');
});

test('what was typed pings nobody', () => {
  const wanted = { kind: 'pod', name: 'a' } as const;
  expect(shown(whichCluster(NAMES, { text: '<!here>', wanted, cluster: '<!here>' }))).not.toContain(
    '<!here>',
  );
});
