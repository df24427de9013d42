import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { DebugContainer } from '../../../src/domain/container/debug-container.ts';
import {
  COMMANDS_MOST,
  commandsText,
  settingsText,
  SETTINGS_MOST,
  shownValue,
  tooBigToReview,
  visible,
} from '../../../src/domain/request/review-text.ts';
import { FULL_PLAN } from '../../slack/messages/full-request.ts';

const container = (also: Partial<DebugContainer>): DebugContainer => ({
  name: 'keyhole-x',
  image: 'busybox',
  ...also,
});
const planWith = (also: Partial<DebugContainer>) => ({ ...FULL_PLAN, container: container(also) });
const running = (text: string) => ({ ...FULL_PLAN, runs: [{ title: 'x', text, argv: [] }] });

describe('what nobody could see', () => {
  test.each([
    ['a\nb', String.raw`a\nb`],
    ['a\rb', String.raw`a\u{d}b`],
    ['\u202Eab', String.raw`\u{202e}ab`],
    ['a\u200Bb', String.raw`a\u{200b}b`],
    ['a\u2028b', String.raw`a\u{2028}b`],
    ['a\u3164b', String.raw`a\u{3164}b`],
    ['a\tb', 'a\tb'],
    ['grüße 👋', 'grüße 👋'],
  ])('%j stands as %s', (text, expected) => {
    expect(visible(text)).toBe(expected);
  });

  test('two values never read the same', () => {
    const tricky = fc.string({
      unit: fc.constantFrom('a', "'", '"', '\\', 'n', '\n', ' ', '\u202E'),
      maxLength: 6,
    });
    fc.assert(
      fc.property(tricky, tricky, (one, other) => {
        fc.pre(one !== other);
        expect(shownValue(one)).not.toBe(shownValue(other));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('what is set in a container', () => {
  test('a line for each, under their headings', () => {
    expect(
      settingsText(
        container({
          env: [
            { name: 'KEYHOLE_REQUEST', value: 'x' },
            { name: 'A', value: '1' },
          ],
          volumeMounts: [
            { name: 'data', mountPath: '/data' },
            { name: 'config', mountPath: '/etc/my app', readOnly: true },
          ],
          workingDir: '/data',
        }),
      ),
    ).toBe(
      "Environment:\n  A=1\nMounts:\n  /data from data (rw)\n  '/etc/my app' from config (ro)\nWorking directory:\n  /data",
    );
  });

  test('is nothing where only Keyhole set something', () => {
    expect(settingsText(container({ env: [{ name: 'KEYHOLE_REQUEST', value: 'x' }] }))).toBe('');
  });

  test('a value can stand for no other line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        expect(settingsText(container({ env: [{ name: 'A', value }] })).split('\n')).toHaveLength(2);
      }),
    );
  });
});

describe('commands', () => {
  test('keep their own line ends and nothing else that moves text', () => {
    expect(commandsText(running('id\nps\u2028x'))).toBe('id\nps\\u{2028}x');
  });
});

describe('too big to review', () => {
  test('is not what a person would ask for', () => {
    expect(tooBigToReview(FULL_PLAN)).toBeUndefined();
    const env = Array.from({ length: 20 }, (_, index) => ({
      name: `VARIABLE_${index}`,
      value: 'x'.repeat(150),
    }));
    expect(tooBigToReview(planWith({ env }))).toBeUndefined();
  });

  test('is what the card would have to cut, to the character', () => {
    const value = (length: number) => ({ env: [{ name: 'A', value: 'x'.repeat(length) }] });
    const fits = SETTINGS_MOST - 'Environment:\n  A='.length;
    expect(tooBigToReview(planWith(value(fits)))).toBeUndefined();
    expect(tooBigToReview(planWith(value(fits + 1)))).toMatch(/take 4001 characters.*ask with less `--env`/);
    expect(tooBigToReview(running('x'.repeat(COMMANDS_MOST)))).toBeUndefined();
    expect(tooBigToReview(running('x'.repeat(COMMANDS_MOST + 1)))).toMatch(
      /commands take 2601 characters.*shorten them/,
    );
  });

  test('is what hides in few characters, too', () => {
    expect(tooBigToReview(planWith({ env: [{ name: 'A', value: '\u202E'.repeat(600) }] }))).toBeDefined();
  });
});
