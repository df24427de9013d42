import { describe, expect, test } from '@jest/globals';
import { readCommandLine } from '../../../src/domain/asking/command-line.ts';
import { help } from '../../../src/slack/messages/help.ts';

/** What the help shows as code, and what stands behind it. */
const lines = help()
  .blocks.flatMap((block) => (block.type === 'section' ? (block.text?.text.split('\n') ?? []) : []))
  .flatMap((text) =>
    [...text.matchAll(/^`([^`]+)` {2}(.+)$/g)].map(([, shown = '', meaning = '']) => ({ shown, meaning })),
  );

const filledIn = (text: string) =>
  text
    .replace('NAME=VALUE', 'A=b')
    .replace('NAMESPACE', 'shop')
    .replace('NAME', 'some-name')
    .replace('ID', '7k3m9p2qrs')
    .replace('TEXT', 'it is slow');

describe('the help', () => {
  test.each(lines.filter(({ shown }) => shown.startsWith('/debug ')))('$shown is understood', ({ shown }) => {
    expect(readCommandLine(filledIn(shown.slice('/debug '.length)))).toMatchObject({
      kind: expect.stringMatching(/^(ask|inquiry|end|policy|images|again|list|transcript)$/),
    });
  });

  test.each(lines.filter(({ shown }) => shown.startsWith('-')))('$shown is understood', ({ shown }) => {
    const reason = shown === '--break-glass' ? '--reason x ' : '';
    expect(readCommandLine(`pod api busybox ${reason}${filledIn(shown)}`)).toMatchObject({ kind: 'ask' });
  });

  test('has a line short enough for a phone for each thing that can be asked for', () => {
    expect(lines.length).toBeGreaterThan(15);
    for (const { shown, meaning } of lines) expect(`${shown}  ${meaning}`.length).toBeLessThanOrEqual(56);
    const flags = ['-n', '--cluster', '--target', '--profile', '--env', '--volumes', '--entrypoint', '-c'];
    const others = [
      '--image-pull-policy',
      '--reason',
      '--timeout',
      '--duration',
      '--reuse',
      '--break-glass',
      '--',
    ];
    expect(lines.map(({ shown }) => shown.split(' ')[0])).toEqual(
      expect.arrayContaining([...flags, ...others]),
    );
  });
});
