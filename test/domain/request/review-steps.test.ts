import { describe, expect, test } from '@jest/globals';
import type { Event } from '../../../src/domain/request/request.ts';
import { testPolicy } from '../../helpers/policy.ts';
import {
  after,
  ALICE,
  APPROVED,
  ASKED,
  BOB,
  BROKEN_GLASS,
  brokenGlassPlan,
  CAROL,
  MALLORY,
  prepared,
  refusal,
  reviewed,
  andThen,
} from '../../helpers/request.ts';

const TWO = testPolicy({ approvals: [{ from: ['sre'], count: 2 }] });
const names = ({ reviews }: ReturnType<typeof after>) =>
  reviews.map(({ reviewer, decision }) => `${reviewer.name} ${decision}`);

describe('approvals', () => {
  test('by enough of the right people approve, with a new deadline', () => {
    expect(after(...APPROVED)).toMatchObject({
      state: 'approved',
      version: 4,
      decidedAt: 1_000,
      dueAt: 1_000 + 600_000,
    });
  });

  test('one of two leaves it pending, with the first deadline, and one person gives one', () => {
    const request = after(ASKED, prepared(TWO), reviewed(BOB, 'approve'));
    expect(request).toMatchObject({ state: 'pending', dueAt: 1_000 + 900_000 });
    expect(refusal(request, reviewed(BOB, 'approve'))).toBe('already-reviewed');
    const alias = { ...CAROL, email: 'BOB@example.com' };
    expect(refusal(request, reviewed(alias, 'approve'))).toBe('already-reviewed');
    expect(andThen(request, reviewed(CAROL, 'approve')).state).toBe('approved');
  });

  test('two accounts that turn out to be one person count once from then on', () => {
    const three = testPolicy({ approvals: [{ from: ['sre'], count: 3 }] });
    const { email: _hidden, ...hiding } = BOB;
    const other = { ...BOB, slackId: 'U0BOB2' };
    const twice = after(ASKED, prepared(three), reviewed(hiding, 'approve'), reviewed(other, 'approve'));
    expect(twice.reviews).toHaveLength(2);
    const once = andThen(twice, reviewed(BOB, 'approve'));
    expect(once).toMatchObject({ state: 'pending', reviews: [{ reviewer: BOB }] });
  });

  test('none, written on purpose, approve at once', () => {
    expect(after(ASKED, prepared(testPolicy({ approvals: [] }))).state).toBe('approved');
  });
});

describe('denials', () => {
  test('one ends it, also after an approval, and both names stay', () => {
    const request = after(ASKED, prepared(TWO), reviewed(BOB, 'approve'), reviewed(CAROL, 'deny'));
    expect(request).toMatchObject({ state: 'ended', outcome: 'denied', released: true });
    expect(names(request)).toEqual(['Bob approve', 'Carol deny']);
    expect(request.dueAt).toBeUndefined();
  });

  test('by someone who approved before stands there once', () => {
    const request = after(ASKED, prepared(TWO), reviewed(BOB, 'approve'), reviewed(BOB, 'deny'));
    expect(request.outcome).toBe('denied');
    expect(names(request)).toEqual(['Bob deny']);
  });

  test('end it when the rule wants several by as many different people', () => {
    const policy = testPolicy({ denials: 2 });
    const denied = after(ASKED, prepared(policy), reviewed(BOB, 'deny'));
    expect(denied.state).toBe('pending');
    expect(refusal(denied, reviewed(BOB, 'deny'))).toBe('already-reviewed');
    expect(refusal(denied, reviewed({ ...CAROL, email: 'BOB@example.com' }, 'deny'))).toBe(
      'already-reviewed',
    );
    expect(names(andThen(denied, reviewed(CAROL, 'deny')))).toEqual(['Bob deny', 'Carol deny']);
    expect(andThen(denied, reviewed(CAROL, 'deny'))).toMatchObject({ state: 'ended', outcome: 'denied' });
  });

  test('may be taken back by an approval while others are waited for', () => {
    const policy = testPolicy({ denials: 2 });
    const request = after(ASKED, prepared(policy), reviewed(BOB, 'deny'), reviewed(BOB, 'approve'));
    expect(request.state).toBe('approved');
    expect(names(request)).toEqual(['Bob approve']);
  });

  test('keep what was given as the reason', () => {
    const event: Event = {
      type: 'reviewed',
      review: { reviewer: BOB, decision: 'deny', groups: ['sre'], reason: 'not today', at: 0 },
    };
    expect(after(ASKED, prepared(), event).reviews).toMatchObject([{ reason: 'not today' }]);
  });
});

describe('the reminder', () => {
  const reminded: Event = { type: 'reminded' };
  const pending = after(ASKED, prepared());
  const due = pending.dueAt ?? 0;

  test('comes once, five minutes before the end, and not once that is over', () => {
    expect(refusal(pending, reminded, due - 300_001)).toBe('not-due');
    expect(refusal(pending, reminded, due)).toBe('too-late');
    const once = andThen(pending, reminded, due - 300_000);
    expect(once).toMatchObject({ state: 'pending', remindedAt: due - 300_000, dueAt: due });
    expect(refusal(once, reminded, due - 1)).toBe('wrong-state');
  });

  test('comes before the last third of a short time', () => {
    const short = after(ASKED, prepared(testPolicy({ limits: { pending: '3m' } })));
    const at = (short.dueAt ?? 0) - 60_000;
    expect(refusal(short, reminded, at - 1)).toBe('not-due');
    expect(andThen(short, reminded, at).remindedAt).toBe(at);
  });

  test('never comes once it is decided', () => {
    expect(refusal(after(...APPROVED), reminded, due - 1)).toBe('wrong-state');
  });
});

describe('a broken glass', () => {
  test('needs nobody, and starts only once it is both on a card and announced', () => {
    const start: Event = { type: 'starting', lease: 'l' };
    const glass = after(ASKED, prepared(undefined, brokenGlassPlan()));
    expect(glass.state).toBe('approved');
    expect(refusal(glass, start)).toBe('wrong-state');
    expect(refusal(andThen(glass, { type: 'card-posted' }), start)).toBe('wrong-state');
    expect(refusal(andThen(glass, { type: 'announced' }), start)).toBe('wrong-state');
    expect(andThen(after(...BROKEN_GLASS), start).state).toBe('starting');
  });

  test('is announced once, and nothing else is', () => {
    expect(refusal(after(...BROKEN_GLASS), { type: 'announced' })).toBe('wrong-state');
    expect(refusal(after(...APPROVED), { type: 'announced' })).toBe('wrong-state');
  });

  test('is decided already, so nobody reviews it before, and who asked may take it back', () => {
    const glass = after(...BROKEN_GLASS);
    expect(refusal(glass, reviewed(MALLORY, 'deny'))).toBe('wrong-state');
    expect(andThen(glass, { type: 'cancelled', by: ALICE }).outcome).toBe('cancelled');
  });
});
