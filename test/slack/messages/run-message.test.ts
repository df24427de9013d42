import { describe, expect, test } from '@jest/globals';
import type { OutputSummary, Run, Verdict } from '../../../src/domain/request/request.ts';
import { leavesOut } from '../../../src/slack/messages/output-blocks.ts';
import { runMessage } from '../../../src/slack/messages/run-message.ts';
import type { OutputSegment } from '../../../src/transcript/segment.ts';
import { read } from './shown.ts';

const RUN: Run = { title: 'tcpdump -c 50', argv: [], startedAt: 1, tookMs: 2_100 };
const OUTPUT = [{ stream: 'out' as const, text: 'a\nb\n' }];
const ended = (verdict: Verdict, also: Partial<Run> = {}) =>
  read(runMessage({ ...RUN, ...also, verdict }, OUTPUT));

const summary = (bytes: number, binaryBytes?: number): OutputSummary => ({
  bytes,
  cutBytes: 0,
  redactions: 0,
  ...(binaryBytes !== undefined && { binaryBytes }),
});
const EXIT: Verdict = { kind: 'exited', code: 0 };
const printed = (output: readonly OutputSegment[], binaryBytes?: number) =>
  read(runMessage({ ...RUN, verdict: EXIT, output: summary(9, binaryBytes) }, output));

describe("a run's output", () => {
  test('that is long says how much is left out between its first and last lines', () => {
    const lines = Array.from({ length: 1_264 }, (_, index) => `line ${index}\n`).join('');
    expect(printed([{ stream: 'out', text: lines }])).toMatch(
      /line 0\n[^]*… 1,204 lines left out …[^]*line 1263\n/,
    );
  });

  test('on stderr stands apart, in the order in which it came', () => {
    expect(
      printed([
        { stream: 'out', text: 'a\n' },
        { stream: 'err', text: 'warned\n' },
        { stream: 'out', text: 'b\n' },
      ]),
    ).toContain('a\nstderr\nwarned\nstdout\nb\n');
    expect(printed([{ stream: 'err', text: 'failed\n' }])).toContain('stderr\nfailed\n');
  });

  test('on both streams by turns stays together, with a mark on each line of stderr', () => {
    const turn = [
      { stream: 'out', text: 'step\n' },
      { stream: 'err', text: 'done\n' },
    ] as const;
    expect(printed([turn, turn, turn, turn].flat())).toContain(
      'step\nstderr | done\nstep\nstderr | done\nstep\n',
    );
  });

  test('that is no text is not shown, and says where its readable text is', () => {
    const text = printed([{ stream: 'out', text: 'JFIF\n', binary: true }], 142_000);
    expect(text).toContain(
      'Binary output (142 kB) is not shown. The readable text in it is attached as a file.',
    );
    expect(text).not.toContain('JFIF');
    expect(leavesOut([{ stream: 'out', text: 'JFIF\n', binary: true }])).toBe(true);
    expect(printed([], 300)).toContain('pipe it through `xxd` or `base64`');
  });
});

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
    expect(text).toMatch(/line 99\nrunning… {2}· {2}began 1970-01-01 00:00 UTC$/);
    expect(text).not.toContain('line 50\n');
  });

  test('that printed nothing says so', () => {
    expect(read(runMessage({ ...RUN, verdict: { kind: 'exited', code: 0 } }, []))).toContain(
      'It printed nothing.',
    );
    const blank = { ...RUN, verdict: { kind: 'exited', code: 0 }, output: summary(2) } as const;
    expect(read(runMessage(blank, [{ stream: 'out', text: '\n\n' }]))).toContain(
      'It printed only blank lines.',
    );
  });
});
