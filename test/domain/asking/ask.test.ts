import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Ask, askText, WORKLOAD_KINDS } from '../../../src/domain/asking/ask.ts';
import { readCommand } from '../../../src/domain/asking/command.ts';
import { readCommandLine } from '../../../src/domain/asking/command-line.ts';

const label = fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,20}[a-z0-9])?$/);
const name = fc.stringMatching(/^[a-z0-9]([-a-z0-9.]{0,30})?$/);
/** All that a shell or a list could trip over. */
const awkward = fc.string({
  unit: fc.constantFrom(...Array.from('ab1=,"\'\\$`!*&|;<>(){}[]#~- .:/@\n'), 'é', '😀', '--', '\\"', '""'),
  maxLength: 25,
});
const nonEmpty = awkward.filter((text) => text !== '');
const command = fc
  .oneof(fc.constantFrom('ps aux', 'ls -l | head', "echo 'a b' -- x", 'cat <<X\na\nX'), awkward)
  .map((typed) => readCommand(typed))
  .filter((reading) => reading.kind === 'command')
  .map((reading) => reading.command);
const wanted: fc.Arbitrary<Ask['wanted']> = fc.oneof(
  fc.record({ kind: fc.constant('pod' as const), name }),
  fc.record({ kind: fc.constant('workload' as const), workload: fc.constantFrom(...WORKLOAD_KINDS), name }),
  fc.record({
    kind: fc.constant('selector' as const),
    selector: fc.constantFrom('app=api', 'tier in (web, api),!canary', '!x', 'a!=b, size>3', 'k8s.io/name=x'),
  }),
);
const asks: fc.Arbitrary<Omit<Ask, 'text'>> = fc
  .record(
    {
      wanted,
      image: fc.constantFrom('busybox', 'docker.io/library/busybox:1.37', `x@sha256:${'a1'.repeat(32)}`),
      cluster: label,
      namespace: label,
      target: label,
      profile: fc.constantFrom('general', 'restricted', 'Team debug_1'),
      reason: nonEmpty,
      containerName: label.filter((text) => !text.startsWith('keyhole-')),
      pullPolicy: fc.constantFrom('Always' as const, 'IfNotPresent' as const, 'Never' as const),
      env: fc.dictionary(fc.stringMatching(/^[-._a-zA-Z][-._a-zA-Z0-9]{0,10}$/), awkward, {
        minKeys: 1,
        maxKeys: 4,
      }),
      timeoutSeconds: fc.integer({ min: 1, max: 3600 }),
      durationSeconds: fc.integer({ min: 3600, max: 86_400 }),
      entrypoint: fc.constant(true as const),
      volumes: fc.constant(true as const),
      reuse: fc.stringMatching(/^keyhole-[0-9a-hjkmnp-tv-z]{10}$/),
      breakGlass: fc.constant(true as const),
      command,
    },
    { requiredKeys: ['wanted'] },
  )
  .filter(({ entrypoint, reuse }) => entrypoint === undefined || reuse === undefined)
  .filter(({ breakGlass, reason }) => breakGlass === undefined || (reason ?? '').trim() !== '');

test('askText writes what is read as the same ask again', () => {
  fc.assert(
    fc.property(asks, (ask) => {
      const text = askText(ask);
      expect(readCommandLine(text)).toEqual({ kind: 'ask', ask: { ...ask, text } });
    }),
    { numRuns: 500 },
  );
});

test('askText writes what a person would have typed', () => {
  const ask: Omit<Ask, 'text'> = {
    wanted: { kind: 'workload', workload: 'deployment', name: 'api' },
    image: 'busybox',
    namespace: 'shop',
    env: { LOG: 'debug', OPTS: '-a=1,2' },
    timeoutSeconds: 90,
    durationSeconds: 900,
    reason: 'it is slow',
    command: { text: 'ps aux', argv: ['ps', 'aux'] },
  };
  expect(askText(ask)).toBe(
    'deployment/api busybox --namespace shop --env LOG=debug --env "\\"OPTS=-a=1,2\\"" --timeout 90s --duration 15m --reason "it is slow" -- ps aux',
  );
});
