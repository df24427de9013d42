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
])('%j', (text, line) => {
  expect(readCommandLine(text)).toEqual(line);
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
