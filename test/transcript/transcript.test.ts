import { describe, expect, test } from '@jest/globals';
import type { Event, JournalEntry, Request } from '../../src/domain/request/request.ts';
import { transition } from '../../src/domain/request/transition.ts';
import type { KeptSession, RunOutput } from '../../src/transcript/kept-session.ts';
import { channelTranscript, requestTranscript } from '../../src/transcript/transcript.ts';
import { testPolicy } from '../helpers/policy.ts';
import {
  ALICE,
  ASK,
  ASKED,
  BOB,
  CAROL,
  LEASE,
  MALLORY,
  prepared,
  reviewed,
  STARTS,
  testPlan,
} from '../helpers/request.ts';

const { command: _none, ...FIRST_LOOK } = ASK;
const NOON = Date.UTC(2026, 10, 22, 12);
const WRITING = { for: CAROL, at: NOON + 3_600_000 };
const SUMMARY = { bytes: 3, cutBytes: 0, redactions: 0 };
const RAN = {
  type: 'run-ended',
  run: 0,
  lease: LEASE,
  verdict: { kind: 'exited', code: 7 },
  output: SUMMARY,
  tookMs: 1_400,
} as const satisfies Event;
const ENDED: Event = { type: 'ended', outcome: 'completed', lease: LEASE };
const WHOLE: readonly Event[] = [
  ASKED,
  prepared(),
  { type: 'card-posted' },
  reviewed(BOB, 'approve'),
  ...STARTS,
  RAN,
  ENDED,
];
const output = (text: string): RunOutput => ({ kind: 'kept', segments: [{ stream: 'out', text }] });

/** What is kept when these happen, a second apart from a time on. */
function kept(
  events: readonly Event[],
  options: { id?: string; at?: number; output?: RunOutput } = {},
): KeptSession {
  const { id = '7k3m9p2qrs', at = NOON } = options;
  let request: Request | undefined;
  const journal: JournalEntry[] = [];
  for (const [index, event] of events.entries()) {
    const when = at + index * 1_000;
    const next = transition(id, request, event, when);
    if (next.kind === 'refused') throw new Error(`${event.type} was refused: ${next.code}`);
    request = next.request;
    journal.push({ seq: request.version, at: when, ...event });
  }
  if (!request) throw new Error('no events');
  const outputs = new Map(options.output ? [[0, options.output]] : []);
  return { request, journal, outputs };
}

test('more time is told with who wanted it, who approved it and what came of it', () => {
  const plan = testPlan(
    testPolicy({ limits: { session: '15m', extended: '30m' } }),
    '7k3m9p2qrs',
    FIRST_LOOK,
  );
  const review = {
    reviewer: BOB,
    decision: 'approve',
    groups: ['sre'],
    at: 0,
    reason: 'nearly there',
  } as const;
  const asks: Event = { type: 'extension-asked', by: ALICE, needs: [] };
  const text = requestTranscript(
    kept([
      { ...ASKED, ask: FIRST_LOOK },
      prepared(undefined, plan),
      { type: 'card-posted' },
      reviewed(BOB, 'approve'),
      ...STARTS,
      { ...asks, needs: [{ from: ['sre'], count: 1 }] },
      { type: 'extension-reviewed', extension: 0, review },
      { type: 'extension-failed', extension: 0, sentence: 'The pod is gone.' },
      asks,
      { type: 'extended', extension: 1 },
    ]),
    WRITING,
  );
  expect(text).toMatch(
    /Alice \(U0ALICE\) asked for more time[^]*Bob \(U0BOB\) approved more time: nearly there[^]*The session was not extended: The pod is gone[^]*The session was extended, to 30 min in all/,
  );
});

describe('the transcript of a request', () => {
  test('tells who asked, why, who approved, what ran, what it printed and how it ended, in order', () => {
    const asked: Event = { ...ASKED, ask: { ...ASK, reason: 'checkout is <slow>' } };
    const approval: Event = {
      type: 'reviewed',
      review: { reviewer: BOB, decision: 'approve', groups: ['sre'], reason: 'pairing', at: 0 },
    };
    const told = requestTranscript(
      kept([asked, prepared(), { type: 'card-posted' }, approval, ...STARTS, RAN, ENDED], {
        output: output('uid=0\n'),
      }),
      WRITING,
    );
    const parts = [
      '# Debug request `7k3m9p2qrs`',
      'Written by Keyhole for Carol (U0CAROL), 2026-11-22 13:00:00.',
      '- Asked by: Alice (U0ALICE), 2026-11-22 12:00:00',
      String.raw`- Reason: checkout is \<slow\>`,
      '- Pod: `api-7f9c6d5b84-x2k4p` of Deployment api on the node `node1`',
      '- Where: cluster `sandbox`, namespace `shop`',
      '`docker.io/library/busybox:1.37`; profile `general`',
      '- Now: completed, 2026-11-22 12:00:09',
      '- 2026-11-22 12:00:00 Alice (U0ALICE) asked: `/debug pod api-7f9 busybox -- id`',
      '- 2026-11-22 12:00:01 Allowed by the rule `shop`, if 1 of sre approve',
      '- 2026-11-22 12:00:03 Bob (U0BOB) approved it: pairing',
      '- 2026-11-22 12:00:06 Run 1 started: `id`',
      '- 2026-11-22 12:00:08 Run 1 ended: exit code 7\n\nTook 1.4 s.\n\n```text\nuid=0\n```\n',
      '- 2026-11-22 12:00:09 Ended as completed',
    ];
    let from = 0;
    for (const part of parts) {
      const at = told.indexOf(part, from);
      expect({ part, found: at >= from }).toEqual({ part, found: true });
      from = at;
    }
  });

  test.each<[string, RunOutput | undefined, string]>([
    ['nothing was printed', output(''), 'It printed nothing.'],
    ['it is kept no longer', { kind: 'gone' }, 'What it printed is kept no longer.'],
    ['it is too much', { kind: 'left-out', bytes: 12_000_000 }, 'What it printed (12 MB) is left out'],
  ])('says so where %s', (_what, given, sentence) => {
    expect(requestTranscript(kept(WHOLE, given && { output: given }), WRITING)).toContain(sentence);
  });

  test('counts what was masked and cut off', () => {
    const cut: Event = { ...RAN, output: { bytes: 3, cutBytes: 1_500, redactions: 2 } };
    const told = requestTranscript(kept([...WHOLE.slice(0, -2), cut]), WRITING);
    expect(told).toContain('2 secrets redacted. Only the beginning was kept: 1.5 kB more were cut off.');
  });

  test('keeps the output in its block and everybody in their line', () => {
    const requester = { ...ALICE, name: '# Alice\n```\n<script>' };
    const told = requestTranscript(
      kept([{ ...ASKED, requester }, ...WHOLE.slice(1)], { output: output('```\n# I am a title\n````\n') }),
      WRITING,
    );
    expect(told).toContain('`````text\n```\n# I am a title\n````\n`````\n');
    const outside = told.replace(/`{5}text[^]*`{5}\n/, '');
    expect(outside.split('\n').filter((line) => line.startsWith('#'))).toEqual([
      '# Debug request `7k3m9p2qrs`',
      '### What happened',
    ]);
    expect(outside).not.toMatch(/^```|<script>/m);
  });

  test('tells which run has not ended, and what it printed so far', () => {
    const told = requestTranscript(kept(WHOLE.slice(0, -2), { output: output('tick\n') }), WRITING);
    expect(told).toContain('Run 1 has not ended. The end of what it printed so far:\n\n```text\ntick\n```');
    expect(told).toContain('- Now: active');
  });

  test('shows a first look with each of its commands', () => {
    const { command: _none, ...ask } = ASK;
    const { plan } = kept(WHOLE).request;
    if (!plan) throw new Error('no plan');
    const look = { title: 'First look', text: 'id\nps', argv: ['sh'] };
    const first = { ...plan, runs: [look], staysOpen: true };
    const told = requestTranscript(
      kept([
        { ...ASKED, ask },
        prepared(undefined, first),
        { type: 'card-posted' },
        reviewed(BOB, 'approve'),
        ...STARTS,
      ]),
      WRITING,
    );
    expect(told).toContain('Run 1 started: `First look`\n\n```sh\nid\nps\n```');
  });

  test.each<[string, readonly Event[], string]>([
    ['denied', [{ ...reviewed(BOB, 'deny') }], 'Bob (U0BOB) denied it'],
    ['cancelled', [{ type: 'cancelled', by: ALICE }], 'Alice (U0ALICE) cancelled it'],
    [
      'ended by someone',
      [reviewed(BOB, 'approve'), ...STARTS, { type: 'ended', outcome: 'completed', by: MALLORY }],
      'Ended as completed by Mallory (U0MALLORY)',
    ],
  ])('tells who it was when it was %s', (_how, events, line) => {
    expect(
      requestTranscript(kept([ASKED, prepared(), { type: 'card-posted' }, ...events]), WRITING),
    ).toContain(line);
  });
});

describe('the transcript of a channel', () => {
  const first = kept(WHOLE, { id: 'aaaaaaaaaa', output: output('one\n') });
  const second = kept(WHOLE, { id: 'bbbbbbbbbb', at: NOON + 2_500, output: output('two\n') });

  test('has an overview by time, and each request below, whatever order they come in', () => {
    const told = channelTranscript([second, first], { channel: '#incident', leftOut: 0 }, WRITING);
    expect(told.startsWith('# Debugging in \\#incident\n')).toBe(true);
    const ids = [...told.matchAll(/^- 2026-11-22 (\S+) `(\w)/gm)].map(([, at, id]) => `${at} ${id}`);
    expect(ids).toEqual([...ids].sort());
    expect(ids.map((each) => each.at(-1)).join('')).toMatch(/^a.*b.*a.*b$/);
    expect(told.indexOf('## Request `aaaaaaaaaa`')).toBeLessThan(told.indexOf('## Request `bbbbbbbbbb`'));
    expect(told.indexOf('one\n')).toBeLessThan(told.indexOf('two\n'));
    expect(told).not.toContain('left out');
  });

  test('tells what happened since, and all of the requests in which it did', () => {
    const since = NOON + 8_000;
    const told = channelTranscript([first], { channel: '#incident', since, leftOut: 3 }, WRITING);
    expect(told).toContain(', since 2026-11-22 12:00:08');
    expect(told).toContain('3 earlier requests are left out');
    const [overview = '', session = ''] = told.split('## Request');
    expect(overview).toContain('Run 1 ended');
    expect(overview).not.toContain('asked: ');
    expect(session).toContain('asked: ');
  });
});
