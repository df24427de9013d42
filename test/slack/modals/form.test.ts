import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkView } from '../../../src/sandbox/slack/views/view-rules.ts';
import { acknowledgeForm } from '../../../src/slack/modals/acknowledge-form.ts';
import { decideForm } from '../../../src/slack/modals/decide-form.ts';
import { aboutOf, toldInstead, wordsIn } from '../../../src/slack/modals/form.ts';
import { biggest, hostile, requests } from '../messages/hostile.ts';
import { FULL_PLAN, FULL_REQUEST } from '../messages/full-request.ts';

const ACCEPTED = { kind: 'accepted' };
const withGrant = (grant: Partial<typeof FULL_PLAN.grant>) => ({
  ...FULL_REQUEST,
  plan: { ...FULL_PLAN, grant: { ...FULL_PLAN.grant, ...grant } },
});

describe('Slack accepts', () => {
  test('every form, whatever it is about', () => {
    const check = (request: typeof FULL_REQUEST) => {
      for (const view of [
        decideForm(request, 'approve'),
        decideForm(request, 'deny'),
        acknowledgeForm(request),
      ])
        expect(checkView(view, 'modal')).toEqual(ACCEPTED);
    };
    for (const request of biggest()) check(request);
    fc.assert(fc.property(requests, check));
  });

  test('what takes its place', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(checkView(toldInstead('Approve this request', text), 'modal')).toEqual(ACCEPTED);
      }),
    );
  });
});

describe('a form', () => {
  test('says who asks what and where', () => {
    expect(JSON.stringify(decideForm(FULL_REQUEST, 'deny').blocks)).toContain(
      '<@U0ALICE> · `api-7f9c6d5b84-x2k4p` in `prod-eu` / `shop`: `tcpdump -i eth0',
    );
  });

  test.each(['approve', 'deny'] as const)('to %s wants a reason where the rule does', (decision) => {
    const optional = decideForm(withGrant({ requireReason: [] }), decision);
    const required = decideForm(withGrant({ requireReason: [decision] }), decision);
    expect(optional.blocks[1]).toMatchObject({ type: 'input', optional: true });
    expect(required.blocks[1]).toMatchObject({ type: 'input', optional: false });
  });

  test('to deny says how many denials end a request', () => {
    expect(JSON.stringify(decideForm(FULL_REQUEST, 'deny'))).toContain('ends the request for everybody');
    expect(JSON.stringify(decideForm(withGrant({ denials: 2 }), 'deny'))).toContain(
      '2 denials end a request',
    );
  });

  test('comes back with what it is about', () => {
    expect(aboutOf(decideForm(FULL_REQUEST, 'deny').private_metadata ?? '')).toEqual({
      request: FULL_REQUEST.id,
      channel: 'C0INCIDENT',
      decision: 'deny',
    });
    expect(aboutOf(acknowledgeForm(FULL_REQUEST).private_metadata ?? '')).toEqual({
      request: FULL_REQUEST.id,
      channel: 'C0INCIDENT',
    });
  });

  test.each([
    '',
    'nonsense',
    'null',
    '{}',
    '{"request":"odd:id","channel":"C0"}',
    '{"request":"0123456789"}',
    '{"request":"0123456789","channel":"C0","decision":"start"}',
  ])('about something that Keyhole never wrote is about nothing: %s', (metadata) => {
    expect(aboutOf(metadata)).toBeUndefined();
  });

  test.each([
    [{}, undefined],
    [{ words: {} }, undefined],
    [{ words: { 'keyhole-words': { value: null } } }, undefined],
    [{ words: { 'keyhole-words': { value: ' \n ' } } }, undefined],
    [{ words: { 'keyhole-words': { value: ' no\nway ' } } }, 'no\nway'],
    [{ other: { 'keyhole-words': { value: 'no' } } }, undefined],
  ])('%j reads %j', (values, words) => {
    expect(wordsIn(values)).toBe(words);
  });
});
