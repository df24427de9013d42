import { describe, expect, test } from '@jest/globals';
import { readCommand } from '../../../src/domain/asking/command.ts';
import { nextRun } from '../../../src/domain/request/follow-up.ts';
import { MOST_RUNS } from '../../../src/domain/request/follow-up-steps.ts';
import type { Event, Request } from '../../../src/domain/request/request.ts';
import {
  after,
  ALICE,
  andThen,
  approvedFor,
  ASK,
  BOB,
  CAROL,
  LEASE,
  refusal,
  RUNNING,
  STARTS,
} from '../../helpers/request.ts';

const { command: _none, ...FIRST_LOOK } = ASK;
const output = { bytes: 0, cutBytes: 0, redactions: 0 };
const SRE = [{ from: ['sre'], count: 1 }];
const ended = (run: number): Event => ({
  type: 'run-ended',
  run,
  lease: LEASE,
  verdict: { kind: 'exited', code: 0 },
  output,
});
const starts = (run: number): Event => ({ type: 'run-started', run, lease: LEASE });
const stops = (run: number): Event => ({ type: 'run-stopped', run, by: ALICE });
/** A session that took its first look and stays open. */
const OPEN = after(...approvedFor(FIRST_LOOK), ...STARTS, ended(0));

function asks(text: string, needs: { from: string[]; count: number }[] = []): Event {
  const reading = readCommand(text);
  if (reading.kind === 'invalid') throw new Error(reading.sentence);
  return { type: 'run-asked', by: ALICE, command: reading.command, origin: text, needs };
}

function reviews(run: number, reviewer: typeof BOB, decision: 'approve' | 'deny'): Event {
  return { type: 'run-reviewed', run, review: { reviewer, decision, groups: ['sre'], at: 0 } };
}

const waiting = andThen(OPEN, asks('cat /etc/hosts', SRE));

describe('a command that is asked for in an open session', () => {
  test('may be handed over next, once, in the order of asking', () => {
    const request = andThen(andThen(OPEN, asks('ps aux')), asks('df -h'));
    expect(request.runs.slice(1)).toMatchObject([
      { title: 'ps aux', argv: ['ps', 'aux'], followUp: { by: ALICE, decision: 'approved', askedAt: 5_000 } },
      { title: 'df -h' },
    ]);
    expect(nextRun(OPEN)).toBeUndefined();
    expect(nextRun(request)).toBe(1);
    const running = andThen(request, starts(1));
    expect(nextRun(running)).toBe(2);
    expect(refusal(running, starts(1))).toBe('not-next');
    expect(nextRun(andThen(andThen(running, ended(1)), starts(2)))).toBeUndefined();
  });

  test('is one run, however often Slack tells of it', () => {
    const request = andThen(OPEN, asks('ps aux'));
    expect(refusal(request, asks('ps aux'))).toBe('asked-already');
    expect(refusal(andThen(andThen(request, starts(1)), ended(1)), asks('ps aux'))).toBe('asked-already');
  });

  test.each<[string, Request, string]>([
    ['before it runs', after(...approvedFor(FIRST_LOOK)), 'wrong-state'],
    ['in one of a single command', after(...RUNNING), 'stays-not-open'],
    ['when it is over', andThen(OPEN, { type: 'ended', outcome: 'completed' }), 'wrong-state'],
  ])('is none %s', (_when, request, code) => {
    expect(refusal(request, asks('ps aux'))).toBe(code);
  });

  test('is none once the time is over, nor beyond the most of a session', () => {
    expect(refusal(OPEN, asks('ps aux'), OPEN.dueAt)).toBe('too-late');
    let request = OPEN;
    while (request.runs.length < MOST_RUNS)
      request = andThen(request, asks(`echo ${request.runs.length}`, SRE));
    expect(refusal(request, asks('ps aux'))).toBe('too-many-runs');
  });
});

describe('a command that waits for review', () => {
  test('is not handed over, and holds up none after it', () => {
    expect(nextRun(waiting)).toBeUndefined();
    expect(refusal(waiting, starts(1))).toBe('not-next');
    expect(nextRun(andThen(waiting, asks('ps aux')))).toBe(2);
  });

  test('may be handed over once it is approved, and is over once it is denied', () => {
    const approved = andThen(waiting, reviews(1, BOB, 'approve'));
    expect(nextRun(approved)).toBe(1);
    expect(refusal(approved, reviews(1, CAROL, 'deny'))).toBe('not-next');
    const denied = andThen(waiting, reviews(1, BOB, 'deny'));
    expect(denied.runs[1]).toMatchObject({ endedAt: 5_000, followUp: { decision: 'denied' } });
    expect([nextRun(denied), denied.state]).toEqual([undefined, 'active']);
    expect(refusal(denied, starts(1))).toBe('not-next');
    expect(refusal(denied, reviews(1, BOB, 'approve'))).toBe('not-next');
  });

  test('counts each person once, by their last word', () => {
    const two = andThen(OPEN, asks('cat /etc/hosts', [{ from: ['sre'], count: 2 }]));
    const once = andThen(two, reviews(1, BOB, 'approve'));
    expect(refusal(once, reviews(1, BOB, 'approve'))).toBe('already-reviewed');
    expect(refusal(once, reviews(1, { ...BOB, slackId: 'U0BOB2' }, 'approve'))).toBe('already-reviewed');
    expect(nextRun(once)).toBeUndefined();
    expect(nextRun(andThen(once, reviews(1, CAROL, 'approve')))).toBe(1);
  });

  test('is decided by nobody once the time is over, or where there is no such run', () => {
    expect(refusal(waiting, reviews(1, BOB, 'approve'), waiting.dueAt)).toBe('too-late');
    expect(refusal(waiting, reviews(0, BOB, 'approve'))).toBe('not-next');
    expect(refusal(waiting, reviews(2, BOB, 'approve'))).toBe('not-next');
  });
});

describe('a run that someone stops', () => {
  const running = andThen(andThen(OPEN, asks('ps aux')), starts(1));

  test('goes on until its worker has ended it, and is stopped once', () => {
    const stopped = andThen(running, stops(1));
    expect(stopped.runs[1]).toMatchObject({ stoppedBy: ALICE });
    expect(stopped.runs[1]).not.toHaveProperty('endedAt');
    expect(refusal(stopped, stops(1))).toBe('not-next');
    expect(andThen(stopped, ended(1)).runs[1]).toMatchObject({ verdict: { kind: 'exited' } });
  });

  test('is never handed over again by another worker', () => {
    const withdrawn = andThen(andThen(running, stops(1)), { type: 'run-withdrawn', run: 1, lease: LEASE });
    expect(withdrawn.runs[1]).toMatchObject({ endedAt: 5_000, verdict: { kind: 'stopped' } });
    expect([nextRun(withdrawn), refusal(withdrawn, starts(1))]).toEqual([undefined, 'not-next']);
  });

  test('and that waits is over at once', () => {
    const taken = andThen(waiting, stops(1));
    expect(taken.runs[1]).toMatchObject({ endedAt: 5_000, stoppedBy: ALICE });
    expect(refusal(taken, reviews(1, BOB, 'approve'))).toBe('not-next');
  });

  test('is none that is over, nor that of a session of one command', () => {
    expect(refusal(OPEN, stops(0))).toBe('not-next');
    expect(refusal(OPEN, stops(1))).toBe('not-next');
    expect(refusal(after(...RUNNING), stops(0))).toBe('stays-not-open');
  });
});

test('what may no longer run when its turn comes says so, and the session goes on', () => {
  const refuses = (lease = LEASE): Event => ({
    type: 'run-refused',
    run: 1,
    lease,
    sentence: 'Not any more.',
  });
  const request = andThen(OPEN, asks('ps aux'));
  expect(refusal(request, refuses('another'))).toBe('not-the-lease');
  expect(refusal(waiting, refuses())).toBe('not-next');
  expect(refusal(andThen(request, starts(1)), refuses())).toBe('not-next');
  const refused = andThen(request, refuses());
  expect(refused).toMatchObject({
    state: 'active',
    runs: [{}, { endedAt: 5_000, verdict: { kind: 'could-not-start', sentence: 'Not any more.' } }],
  });
  expect([nextRun(refused), refusal(refused, starts(1))]).toEqual([undefined, 'not-next']);
});

test('when the session ends, what never began has neither verdict nor end', () => {
  const over = andThen(andThen(waiting, asks('ps aux')), { type: 'ended', outcome: 'completed' });
  for (const run of over.runs.slice(1)) {
    expect(run).not.toHaveProperty('verdict');
    expect(run).not.toHaveProperty('startedAt');
  }
});
