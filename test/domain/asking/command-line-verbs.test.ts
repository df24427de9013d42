import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readCommandLine } from '../../../src/domain/asking/command-line.ts';

const ID = '7k3m9p2qrs';

test.each([
  [`end ${ID}`, { kind: 'end', requestId: ID }],
  [`End keyhole-${ID}`, { kind: 'end', requestId: ID }],
  [`status ${ID}`, { kind: 'inquiry', about: 'status', requestId: ID }],
  [`log ${ID}`, { kind: 'inquiry', about: 'logs', requestId: ID }],
  ['unfreeze', { kind: 'unfreeze' }],
  ['policy', { kind: 'policy' }],
  ['policy shop', { kind: 'policy', namespace: 'shop' }],
  ['Policy prod-eu/shop', { kind: 'policy', cluster: 'prod-eu', namespace: 'shop' }],
  ['policy -n shop --cluster prod-eu', { kind: 'policy', cluster: 'prod-eu', namespace: 'shop' }],
  ['policy --cluster=prod-eu', { kind: 'policy', cluster: 'prod-eu' }],
  ['policy --cluster prod-eu shop', { kind: 'policy', cluster: 'prod-eu', namespace: 'shop' }],
  ['policy --help', { kind: 'help' }],
  [`again keyhole-${ID}`, { kind: 'again', requestId: ID }],
  ['list', { kind: 'list' }],
  ['images', { kind: 'images' }],
  ['images prod-eu/shop', { kind: 'images', cluster: 'prod-eu', namespace: 'shop' }],
  ['transcript', { kind: 'transcript', of: { kind: 'channel' } }],
  ['transcript --since 2h', { kind: 'transcript', of: { kind: 'channel', sinceSeconds: 7200 } }],
  ['Transcript --since=1h30m', { kind: 'transcript', of: { kind: 'channel', sinceSeconds: 5400 } }],
  [`transcript ${ID}`, { kind: 'transcript', of: { kind: 'request', requestId: ID } }],
  ['list --here', { kind: 'list', here: true }],
  [`status --here ${ID}`, { kind: 'inquiry', about: 'status', requestId: ID, here: true }],
  ['policy shop --here', { kind: 'policy', namespace: 'shop', here: true }],
  ['images --here -n shop', { kind: 'images', namespace: 'shop', here: true }],
])('%j', (text, line) => {
  expect(readCommandLine(text)).toEqual(line);
});

test.each([
  ['again', 'Which request? Write its ID, which stands at the end of its card: `/debug again ID`.'],
  [`again ${ID} now`, `now is too much: write \`/debug again ${ID}\` alone.`],
  ['list mine', 'mine is too much: write `/debug list` alone.'],
  [`logs ${ID} --here`, `--here is too much: write \`/debug logs ${ID}\` alone.`],
  ['images shop busybox', 'busybox is too much: write `/debug images`, '],
  ['transcript 2h', '2h is no request’s ID: write `/debug transcript ID` for one request, or'],
  [`transcript ${ID} --since 2h`, '--since 2h is too much: write `/debug transcript ID`'],
  ['transcript --since', '--since needs a time span, such as --since 2h or --since 30m.'],
  ['transcript --since 2 hours', 'hours is too much'],
  ['transcript --since yesterday', 'yesterday is no time span: write --since 2h or --since 30m.'],
  ['transcript --since "2 hours"', '2 hours is no time span: did you mean --since 2h?'],
  ['transcript --since 0s', '0s is no time span'],
  // Words spelled nearly so, and those that people know from elsewhere.
  ['lst', 'Did you mean `/debug list`?'],
  [`agian ${ID}`, 'Did you mean `/debug again`?'],
  ['transcrpt', 'Did you mean `/debug transcript`?'],
  ['imagse', 'Did you mean `/debug images`?'],
  [`retry ${ID}`, 'To ask for the same once more write `/debug again ID`.'],
  ['image', 'write `/debug images`'],
  ['ls', '`/debug list` for what is open'],
  ['pod api --since 2h', 'a transcript takes it'],
  ['pod api --here', 'so leave it out'],
])('%j is answered with what to write', (text, sentence) => {
  expect(readCommandLine(text)).toEqual({
    kind: 'invalid',
    sentence: expect.stringContaining(sentence.replace('’', "'")),
  });
});

describe('freeze', () => {
  test.each([
    ['freeze', undefined],
    ['FREEZE ', undefined],
    ['freeze the gateway leaks', 'the gateway leaks'],
    ['freeze "the gateway leaks"', 'the gateway leaks'],
    ["freeze it's all on fire -- really", "it's all on fire -- really"],
    ['freeze --reason "on fire"', 'on fire'],
    ['freeze --reason=fire', 'fire'],
    ['freeze\nline one\nline two', 'line one\nline two'],
  ])('%j', (text, reason) => {
    expect(readCommandLine(text)).toEqual({ kind: 'freeze', ...(reason !== undefined && { reason }) });
  });

  test.each(['freeze help', 'freeze --help', 'freeze -h'])('%j tells how, and stops nothing', (text) => {
    expect(readCommandLine(text)).toEqual({ kind: 'help' });
  });

  test.each(['freeze-me busybox', 'pod freeze', 'pod/freeze', 'freezer-7f9'])('%j is about a pod', (text) => {
    expect(readCommandLine(text)).toMatchObject({ kind: 'ask', ask: { wanted: { kind: 'pod' } } });
  });

  test('whatever quotes are in it, it is a freeze', () => {
    const words = fc.string({ unit: fc.constantFrom(...Array.from('ab \'"\\`$-')), maxLength: 30 });
    fc.assert(
      fc.property(words, (reason) => {
        expect(readCommandLine(`freeze ${reason}x`).kind).toBe('freeze');
      }),
    );
  });
});

describe('break-glass', () => {
  test('is a flag, with a reason', () => {
    expect(readCommandLine('pod api busybox --break-glass --reason "checkout is down" -- ps')).toMatchObject({
      kind: 'ask',
      ask: { breakGlass: true, reason: 'checkout is down', command: { argv: ['ps'] } },
    });
  });

  test('that is switched off is none', () => {
    const line = readCommandLine('pod api busybox --break-glass=false');
    expect(line).toMatchObject({ kind: 'ask' });
    expect(line).not.toMatchObject({ ask: { breakGlass: true } });
  });
});

describe('a flag after the two dashes', () => {
  test.each([
    'pod a busybox --reason slow -- tool --reason x',
    "pod a busybox -- sh -c 'tool --reason x'",
    'pod a busybox -- tool --reasons x',
    'pod a busybox --break-glass --reason x -- tool --break-glass --reason y',
  ])('%j is surely the command’s own', (text) => {
    expect(readCommandLine(text)).toMatchObject({ kind: 'ask' });
  });
});
