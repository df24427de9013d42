import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { callsReviewers, type FollowUp } from '../../../src/domain/request/follow-up.ts';
import type { Request, Run } from '../../../src/domain/request/request.ts';
import { checkBlocks } from '../../../src/sandbox/slack/block-rules.ts';
import { ACTION } from '../../../src/slack/messages/action-ids.ts';
import { calledToReview, followUpMessage } from '../../../src/slack/messages/follow-up-message.ts';
import { belowRun } from '../../../src/slack/messages/run-buttons.ts';
import { runMessage } from '../../../src/slack/messages/run-message.ts';
import { testPolicy } from '../../helpers/policy.ts';
import { after, ALICE, ASK, approvedFor, BOB, CAROL, STARTS } from '../../helpers/request.ts';
import { hostile } from './hostile.ts';
import { shown } from './shown.ts';

const { command: _none, ...FIRST_LOOK } = ASK;
const OPEN = after(...approvedFor(FIRST_LOOK), ...STARTS);
const SRE = [{ from: ['sre'], count: 1 }];
const over: Run = {
  title: 'First look',
  argv: [],
  startedAt: 1,
  endedAt: 2,
  verdict: { kind: 'exited', code: 0 },
};

function followUp(changes: Partial<FollowUp> = {}): FollowUp {
  return { by: ALICE, text: 'ps aux', origin: '1', askedAt: 0, needs: SRE, reviews: [], ...changes };
}

function withRuns(...runs: readonly Run[]): Request {
  return { ...OPEN, runs: [over, ...runs] };
}

function asked(changes: Partial<FollowUp> = {}, also: Partial<Run> = {}): Run {
  return { title: 'ps aux', argv: ['ps', 'aux'], followUp: followUp(changes), ...also };
}

const ran = (changes: Partial<Run> = {}): Run => ({
  ...over,
  ...asked({ decision: 'approved' }),
  ...changes,
});
const buttons = (request: Request, index: number): readonly string[] =>
  [...JSON.stringify(belowRun(request, index)).matchAll(/"action_id":"([^"]*)"/g)].map(
    (match) => match[1] ?? '',
  );
const text = (request: Request, index = 1) => {
  const message = followUpMessage(request, index);
  return message ? shown(message) : '';
};

describe('a command that has not begun', () => {
  test('waits with who wants it, all of it, what it takes and whom it calls on', () => {
    const request = withRuns(asked());
    const called = calledToReview(testPolicy(), request, followUp());
    const message = followUpMessage(request, 1, called);
    expect(message && shown(message)).toMatch(
      /<@U0ALICE> wants to run[^]*ps aux[^]*0 of 1 approval from sre[^]*<@U0BOB>/,
    );
    expect(JSON.stringify(message)).toContain(`"value":"${request.id} 1"`);
  });

  test('calls neither on who wants it, nor on whose session it is, nor on who decided; nor where the rule calls on nobody', () => {
    const policy = testPolicy({ approvals: [{ from: ['on-call', 'payments'], count: 2 }] });
    const needs = policy.rules[0]?.approvals ?? [];
    const called = calledToReview(policy, withRuns(), followUp({ needs, by: CAROL }));
    expect(called?.users).toEqual(['U0BOB']);
    const review = { reviewer: BOB, decision: 'approve', groups: [], at: 0 } as const;
    expect(calledToReview(policy, withRuns(), followUp({ needs, reviews: [review] }))?.users).toEqual([
      'U0CAROL',
    ]);
    expect(calledToReview(testPolicy({ notify: 'none' }), withRuns(), followUp())).toBeUndefined();
  });

  test('calls on nobody for what follows a call at once, and again for what comes later', () => {
    const asks: readonly Partial<FollowUp>[] = [
      { askedAt: 0, needs: [] },
      { askedAt: 1 },
      { askedAt: 5_000 },
      { askedAt: 10_000 },
      { askedAt: 10_001 },
      { askedAt: 20_000 },
    ];
    const request = withRuns(...asks.map((each) => asked(each)));
    expect(asks.map((_each, index) => callsReviewers(request, index + 1)).slice(1)).toEqual([
      true,
      false,
      false,
      true,
      false,
    ]);
  });

  test.each<[string, Request, string]>([
    ['its turn has not come', withRuns(asked({ decision: 'approved' })), 'waits for its turn'],
    [
      'someone took it back',
      withRuns(asked({}, { endedAt: 3, stoppedBy: BOB })),
      'taken back by Bob before it ran',
    ],
    ['the session ended', { ...withRuns(asked()), state: 'ended' }, 'never ran: the session ended before'],
  ])('says so when %s, without a button', (_when, request, sentence) => {
    expect(text(request)).toContain(sentence);
    expect(text(request)).not.toContain('"type":"button"');
  });

  test('that was denied says by whom and why', () => {
    const review = { reviewer: BOB, decision: 'deny', groups: ['sre'], reason: 'not here', at: 0 } as const;
    const request = withRuns(asked({ decision: 'denied', reviews: [review] }, { endedAt: 3 }));
    expect(text(request)).toMatch(/denied by <@U0BOB>[^]*not here/);
  });

  test('is told of in what Slack accepts, whatever is in it', () => {
    fc.assert(
      fc.property(
        hostile,
        fc.constantFrom(undefined, 'approved' as const, 'denied' as const),
        (words, decision) => {
          const review = {
            reviewer: { ...BOB, name: words },
            decision: 'deny',
            groups: [],
            reason: words,
            at: 0,
          } as const;
          const run = asked(
            {
              text: words,
              needs: [{ from: [words], count: 2 }],
              reviews: [review],
              ...(decision && { decision }),
            },
            { title: words },
          );
          for (const request of [withRuns(run), withRuns({ ...run, stoppedBy: { ...BOB, name: words } })]) {
            const message = followUpMessage(request, 1, { users: [], userGroups: [], names: [words] });
            expect(checkBlocks(message?.blocks ?? [])).toEqual({ kind: 'accepted' });
            const begun = runMessage({ ...run, startedAt: 1 }, [], { by: BOB, below: belowRun(request, 1) });
            expect(checkBlocks(begun.blocks)).toEqual({ kind: 'accepted' });
          }
        },
      ),
    );
  });
});

describe('below a run stands', () => {
  test('while it runs how to stop it, until someone does', () => {
    const running = { ...asked({ decision: 'approved' }), startedAt: 3 };
    expect(buttons(withRuns(running), 1)).toEqual([ACTION.stopRun]);
    const stopping = belowRun(withRuns({ ...running, stoppedBy: BOB }), 1);
    expect(JSON.stringify(stopping)).toContain('<@U0BOB> stops it');
  });

  test('once it is over how to run it again, on the last how to end the session and to go on', () => {
    const request = withRuns(ran(), ran(), ran(), ran());
    expect([0, 1, 2, 3, 4].map((index) => buttons(request, index))).toEqual([
      [],
      [],
      [ACTION.runAgain],
      [ACTION.runAgain],
      [ACTION.runAgain, ACTION.end],
    ]);
    expect(JSON.stringify(belowRun(request, 4))).toContain('write `$ command` here');
    expect(buttons(withRuns(), 0)).toEqual([ACTION.end]);
  });

  test('nothing when the session is over, or was for one command', () => {
    const request = withRuns(ran());
    expect(buttons({ ...request, state: 'ended' }, 1)).toEqual([]);
    const plan = request.plan && { ...request.plan, staysOpen: false };
    expect(buttons({ ...request, ...(plan && { plan }) }, 1)).toEqual([]);
  });

  test('who approved it', () => {
    const review = { reviewer: BOB, decision: 'approve', groups: ['sre'], at: 0 } as const;
    const run = ran({ followUp: followUp({ decision: 'approved', reviews: [review] }) });
    expect(JSON.stringify(belowRun(withRuns(run), 1))).toContain('approved by <@U0BOB>');
  });
});
