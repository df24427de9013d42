import { describe, expect, test } from '@jest/globals';
import type { Outcome, Request } from '../../../src/domain/request/request.ts';
import { answer } from '../../../src/slack/messages/answer.ts';
import { closing } from '../../../src/slack/messages/closing.ts';
import { ALICE, BOB } from '../../helpers/request.ts';
import { FULL_REQUEST } from './full-request.ts';
import { read, shown } from './shown.ts';

const ended = (outcome: Outcome, also: Partial<Request> = {}): Request => ({
  ...FULL_REQUEST,
  state: 'ended',
  outcome,
  sentence: 'Something came in between.',
  ...also,
});

describe('what ended is offered to be asked again', () => {
  test.each<Outcome>(['refused', 'expired', 'failed', 'interrupted', 'stopped', 'timed-out'])(
    'when it %s',
    (outcome) => {
      expect(shown(closing(ended(outcome)))).toContain('"action_id":"keyhole-again"');
      expect(shown(closing(ended(outcome)))).toContain('"value":"8k2m4p6q9x"');
      expect(read(answer(ended(outcome)))).toContain('[Ask again]');
    },
  );

  test.each<Outcome>(['completed', 'denied', 'cancelled'])('not when it is %s', (outcome) => {
    const request = ended(outcome, { endedBy: BOB });
    expect(read(closing(request))).not.toContain('Ask again]');
    expect(read(answer(request))).not.toContain('Ask again]');
  });

  test('not when it was refused at once, as it would be again', () => {
    const { plan: _none, ...request } = ended('refused');
    expect(read(answer(request))).not.toContain('Ask again');
  });

  test('when no worker looked into it', () => {
    const { plan: _none, ...request } = ended('failed');
    expect(read(answer(request))).toContain('[Ask again]');
  });
});

describe('the last word', () => {
  test('of what someone else stopped names them', () => {
    expect(read(closing(ended('stopped', { endedBy: BOB })))).toMatch(
      /^:octagonal_sign: Stopped by <@U0BOB>/,
    );
    expect(read(closing(ended('cancelled', { endedBy: BOB })))).toMatch(/^:x: Cancelled by <@U0BOB>/);
  });

  test('is not said to whoever took it back themself', () => {
    expect(closing(ended('cancelled', { endedBy: ALICE }))).toBeUndefined();
  });
});
