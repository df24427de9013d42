import { describe, expect, test } from '@jest/globals';
import type { Event, Request } from '../../../src/domain/request/request.ts';
import { card } from '../../../src/slack/messages/card.ts';
import {
  after,
  APPROVED,
  ASKED,
  BOB,
  CAROL,
  LEASE,
  prepared,
  reviewed,
  RUNNING,
} from '../../helpers/request.ts';
import { FULL_PLAN, FULL_REQUEST } from './full-request.ts';
import { read, shown } from './shown.ts';

const exited = (code: number): Event => ({
  type: 'run-ended',
  run: 0,
  lease: LEASE,
  verdict: { kind: 'exited', code },
  output: { bytes: 3, cutBytes: 0, redactions: 0 },
  tookMs: 1_400,
});

const buttonsOf = (request: Request) =>
  [...shown(card(request)).matchAll(/"action_id":"keyhole-([\w-]+)"/g)].map((match) => match[1]);
describe('the card', () => {
  test.each([
    ['pending', after(ASKED, prepared()), ['approve', 'deny', 'cancel'], 'Waiting for approval'],
    ['approved', after(...APPROVED), ['cancel'], 'Approved'],
    ['starting', after(...APPROVED, { type: 'starting', lease: LEASE }), ['end'], 'adding the container'],
    ['running', after(...RUNNING), ['end'], 'Running'],
    [
      'completed',
      after(...RUNNING, exited(0), { type: 'ended', outcome: 'completed' }),
      [],
      'Completed, exit code 0',
    ],
    [
      'killed',
      after(...RUNNING, exited(137), { type: 'ended', outcome: 'completed' }),
      [],
      'exit code 137 (signal 9)',
    ],
    ['denied', after(ASKED, prepared(), reviewed(CAROL, 'deny')), [], 'Denied'],
    ['timed out', after(...RUNNING, { type: 'ended', outcome: 'timed-out' }), [], 'Timed out'],
    ['interrupted', after(...RUNNING, { type: 'ended', outcome: 'interrupted' }), [], 'outcome is unknown'],
  ])('%s: says so and has only buttons that do something', (_state, request, buttons, text) => {
    expect(buttonsOf(request)).toEqual(buttons);
    expect(shown(card(request))).toContain(text);
  });

  test('names whoever decided and when, for ever', () => {
    const ended = after(...RUNNING, exited(0), { type: 'ended', outcome: 'completed' });
    expect(shown(card(ended))).toMatch(/approved by <@U0BOB> <!date\^0\^/);
    expect(shown(card(after(ASKED, prepared(), reviewed(BOB, 'deny'))))).toContain('denied by <@U0BOB>');
  });

  test('is not there before there is something to review', () => {
    expect(card(after(ASKED))).toBeUndefined();
  });

  test('a name that the cluster gives can neither draw lines of its own nor push the policy off the card', () => {
    const owner = `X\n*Rule*  approved by security ${'x'.repeat(5_000)}`;
    const plan = { ...FULL_PLAN, pod: { ...FULL_PLAN.pod, owner } };
    const texts = (card({ ...FULL_REQUEST, plan })?.blocks ?? []).flatMap((block) =>
      block.type === 'section' && block.text ? [block.text.text] : [],
    );
    expect(texts.filter((text) => /^\*Rule\*/m.test(text))).toEqual([
      expect.stringMatching(/^\*Rule\* {2}on-call/m),
    ]);
  });
});

describe('what no card can show', () => {
  const env = Array.from({ length: 80 }, (_, index) => ({ name: `V${index}`, value: 'x'.repeat(60) }));

  test('cannot be approved, and the card says why', () => {
    const request = { ...FULL_REQUEST, plan: { ...FULL_PLAN, container: { ...FULL_PLAN.container, env } } };
    expect(buttonsOf(request)).toEqual(['deny', 'cancel', 'choose-0']);
    expect(read(card(request))).toMatch(/The environment and the volume mounts take \d+ characters/);
  });

  test('what just fits can', () => {
    const request = {
      ...FULL_REQUEST,
      plan: { ...FULL_PLAN, container: { ...FULL_PLAN.container, env: env.slice(0, 50) } },
    };
    expect(buttonsOf(request)).toContain('approve');
    expect(read(card(request))).toContain('V49=xxx');
  });
});

describe('choices on a card', () => {
  test("are buttons while it is pending, told to be the requester's", () => {
    expect(buttonsOf(FULL_REQUEST)).toEqual(['approve', 'deny', 'cancel', 'choose-0']);
    expect(shown(card(FULL_REQUEST))).toContain('Or, if <@U0ALICE> wants it so instead:');
    expect(shown(card(FULL_REQUEST))).toContain('"value":"8k2m4p6q9x 0"');
  });

  test('are gone when it is approved', () => {
    expect(buttonsOf({ ...FULL_REQUEST, state: 'approved' })).toEqual(['cancel']);
  });

  test('an entrypoint that runs can be left, which does not end it', () => {
    expect(shown(card({ ...FULL_REQUEST, state: 'active' }))).toContain(
      'the process may go on until it ends itself',
    );
  });
});
