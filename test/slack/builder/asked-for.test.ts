import { describe, expect, test } from '@jest/globals';
import { askText } from '../../../src/domain/asking/ask.ts';
import { readForm, wantedBy } from '../../../src/slack/builder/asked-for.ts';
import type { Filled } from '../../../src/slack/modals/builder-fields.ts';

const POD: Filled = { target: 'pod/api-0' };

describe('a form', () => {
  test('asks for what a command line would', () => {
    const filled = {
      cluster: 'prod-eu',
      namespace: 'shop',
      target: 'deployment/api',
      container: 'app',
      image: 'busybox',
      profile: 'general',
      duration: '15m',
      reason: 'it is "slow"\n$(now)',
      command: 'ps aux | grep java',
    };
    expect(readForm(filled)).toEqual({
      kind: 'ask',
      ask: {
        text: expect.any(String),
        wanted: { kind: 'workload', workload: 'deployment', name: 'api' },
        cluster: 'prod-eu',
        namespace: 'shop',
        target: 'app',
        image: 'busybox',
        profile: 'general',
        durationSeconds: 900,
        reason: 'it is "slow"\n$(now)',
        command: { text: 'ps aux | grep java', argv: ['sh', '-c', 'ps aux | grep java'] },
      },
    });
  });

  test('keeps a text that it can be asked for again by', () => {
    const reading = readForm({ ...POD, command: '-- ls -l', reason: '-x' });
    if (reading.kind === 'wrong') throw new Error('it is wrong');
    expect(askText(reading.ask)).toBe(reading.ask.text);
  });

  test.each<[Filled, string, RegExp]>([
    [{ ...POD, command: 'echo "open' }, 'command', /never closes/],
    [{ ...POD, command: 'ps \u202E' }, 'command', /invisible character/],
    [{ ...POD, command: 'ls --reason slow' }, 'command', /stands after the two dashes/],
    [{ ...POD, command: `a${' '.repeat(60)}b` }, 'command', /long gap/],
    [{ ...POD, reason: 'x\u200By' }, 'reason', /invisible character/],
    [{ ...POD, reason: 'x'.repeat(501) }, 'reason', /longer than 500/],
    [{ ...POD, namespace: 'Not A Namespace' }, 'namespace', /cannot be a namespace/],
    [{ ...POD, image: 'not;one' }, 'image', /cannot be an image/],
    [{ target: 'pod/API' }, 'target', /cannot be a pod's name/],
    [{}, 'target', /./],
  ])('%j is wrong at its field, as the command line says it', (filled, field, sentence) => {
    expect(readForm(filled)).toEqual({
      kind: 'wrong',
      problems: { [field]: expect.stringMatching(sentence) },
    });
  });

  test('several wrong fields are told of at once', () => {
    expect(readForm({ ...POD, command: "it's", reason: 'a\u200Bb' })).toEqual({
      kind: 'wrong',
      problems: { command: expect.any(String), reason: expect.any(String) },
    });
  });
});

test.each([
  ['pod/api-0', { kind: 'pod', name: 'api-0' }],
  ['statefulset/cart', { kind: 'workload', workload: 'statefulset', name: 'cart' }],
  ['node/x', { kind: 'pod', name: 'x' }],
  ['api-0', { kind: 'pod', name: 'api-0' }],
])('%s means %j', (target, wanted) => {
  expect(wantedBy(target)).toEqual(wanted);
});
