import { describe, expect, test } from '@jest/globals';
import type { Review } from '../../../src/domain/policy/approval.ts';
import type { Request } from '../../../src/domain/request/request.ts';
import { card } from '../../../src/slack/messages/card.ts';
import { closing } from '../../../src/slack/messages/closing.ts';
import { requestStatus } from '../../../src/slack/messages/request-status.ts';
import { BOB, CAROL } from '../../helpers/request.ts';
import { FULL_PLAN, FULL_REQUEST } from './full-request.ts';
import { read } from './shown.ts';

const approve = (also: Partial<Review> = {}): Review => ({
  reviewer: BOB,
  decision: 'approve',
  groups: ['sre'],
  at: 0,
  ...also,
});
const deny = (also: Partial<Review> = {}) => approve({ reviewer: CAROL, decision: 'deny', ...also });
const GRANT = { ...FULL_PLAN.grant, approvals: [{ from: ['sre'], count: 2 }], denials: 2 };
const asked = (reviews: readonly Review[], also: Partial<Request> = {}): Request => ({
  ...FULL_REQUEST,
  plan: { ...FULL_PLAN, grant: GRANT },
  reviews,
  ...also,
});
const DENIED = { state: 'ended', outcome: 'denied' } as const;

describe('the decisions on a card', () => {
  test('tell how many of how many there are while it is open', () => {
    const text = read(card(asked([approve(), deny()])));
    expect(text).toMatch(/Waiting for approval, 1 of 2 given, until .* UTC\n/);
    expect(text).toContain('1 of 2 approvals from sre');
    expect(text).toContain('1 of 2 denials');
    expect(read(card(asked([])))).toContain('0 of 2 approvals from sre');
  });

  test('say nothing of denials where one is enough, nor of what is open once it is decided', () => {
    expect(read(card(FULL_REQUEST))).not.toContain('denial');
    expect(read(card(asked([deny(), deny({ reviewer: BOB })], DENIED)))).not.toContain('of 2');
  });

  test('show each reason, as it was written, with its name', () => {
    const reviews = [approve({ reason: 'ok for *now* <!here>' }), deny({ reason: 'not\nin the sale' })];
    const text = read(card(asked(reviews)));
    expect(text).toContain('Bob: ok for *now* <!here>');
    expect(text).toContain('Carol: not\nin the sale');
    expect(read(requestStatus(asked(reviews), { about: 'status' }))).toContain('Carol: not\nin the sale');
  });

  test('keep every name, and of the reasons the beginnings of the last five', () => {
    const reviews = Array.from({ length: 8 }, (_, index) =>
      approve({
        reviewer: { slackId: `U0R${index}`, name: `R${index}` },
        reason: `${index}${'x'.repeat(499)}`,
      }),
    );
    const text = read(card(asked(reviews, { state: 'active' })));
    expect(text).toMatch(/approved by <@U0R0>, <@U0R1>, <@U0R2>, .*<@U0R7> 1970-01-01 00:00 UTC\n/);
    expect(text).not.toContain('R2: 2');
    for (let index = 3; index < 8; index += 1)
      expect(text).toMatch(new RegExp(`R${index}: ${index}x{50,95}…`));
  });
});

describe('the last word of a denial', () => {
  test('quotes why', () => {
    const text = read(closing(asked([approve({ reason: 'fine' }), deny({ reason: 'not now' })], DENIED)));
    expect(text).toContain('Carol: not now');
    expect(text).not.toContain('fine');
    expect(text).toContain('<@U0ALICE>: talk to them');
  });

  test('without a reason says what to do', () => {
    expect(read(closing(asked([deny()], DENIED)))).toContain('<@U0ALICE>: ask them why');
  });
});
