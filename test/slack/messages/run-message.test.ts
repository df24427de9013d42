import { describe, expect, test } from '@jest/globals';
import type { Run, Verdict } from '../../../src/domain/request/request.ts';
import { runMessage } from '../../../src/slack/messages/run-message.ts';
import { read } from './shown.ts';

const RUN: Run = { title: 'tcpdump -c 50', argv: [], startedAt: 1, tookMs: 2_100 };
const OUTPUT = [{ stream: 'out' as const, text: 'a\nb\n' }];
const ended = (verdict: Verdict, also: Partial<Run> = {}) =>
  read(runMessage({ ...RUN, ...also, verdict }, OUTPUT));

describe("a run's message", () => {
  test.each<[Verdict, string]>([
    [{ kind: 'exited', code: 0 }, ':white_check_mark: `tcpdump -c 50`\na\nb\nexit code 0  ·  2.1 s'],
    [{ kind: 'exited', code: 139 }, ':x: `tcpdump -c 50`\na\nb\nexit code 139 (signal 11)  ·  2.1 s'],
    [
      { kind: 'timed-out', afterMs: 60_000 },
      ':stopwatch: `tcpdump -c 50`\na\nb\nstopped at its limit of 1 min',
    ],
    [
      { kind: 'timed-out', afterMs: 120_000, sentence: 'The process may go on.' },
      ':stopwatch: `tcpdump -c 50`\na\nb\nKeyhole stopped waiting after 2 min  ·  The process may go on.',
    ],
    [
      { kind: 'unknown', sentence: 'The worker was lost.' },
      ':warning: `tcpdump -c 50`\na\nb\noutcome unknown  ·  2.1 s  ·  The worker was lost.',
    ],
  ])('%j', (verdict, text) => {
    expect(ended(verdict)).toBe(text);
  });

  test('says what was cut off and what was redacted', () => {
    expect(
      ended({ kind: 'exited', code: 0 }, { output: { bytes: 1_000_000, cutBytes: 2_500, redactions: 2 } }),
    ).toContain(':lock: 2 secrets redacted  ·  :scissors: kept the first 1 MB, 2.5 kB more were cut off');
  });

  test('that still runs shows its newest lines', () => {
    const lines = Array.from({ length: 100 }, (_, index) => `line ${index}\n`).join('');
    const text = read(runMessage(RUN, [{ stream: 'out', text: lines }]));
    expect(text).toMatch(/line 99\nrunning…$/);
    expect(text).not.toContain('line 50\n');
  });

  test('that printed nothing says so', () => {
    expect(read(runMessage({ ...RUN, verdict: { kind: 'exited', code: 0 } }, []))).toContain(
      'It printed nothing.',
    );
  });
});
