import { describe, expect, test } from '@jest/globals';
import type { Event, Request } from '../../../src/domain/request/request.ts';
import { announcement } from '../../../src/slack/messages/announcement.ts';
import { card } from '../../../src/slack/messages/card.ts';
import { requestStatus } from '../../../src/slack/messages/request-status.ts';
import { reviewCall } from '../../../src/slack/messages/review-call.ts';
import { after, ASKED, BOB } from '../../helpers/request.ts';
import { brokenGlass, OVER, STARTED } from '../broken-glass.ts';
import { read, shown } from './shown.ts';

const CALLED = { users: ['U0BOB'], userGroups: ['S0SRE'], names: ['auditors'] };
const REVIEWED: Event = { type: 'acknowledged', by: BOB, note: 'seen, fine' };
const broken = (...events: readonly Event[]): Request => after(ASKED, brokenGlass(), ...events);
const STATES: readonly (readonly [string, Request, readonly string[]])[] = [
  ['before it starts', broken(), ['cancel']],
  ['while it runs', broken(...STARTED), ['end']],
  ['when it is over', broken(...STARTED, OVER), ['acknowledge']],
  ['when it is reviewed', broken(...STARTED, OVER, REVIEWED), []],
  ['when it never ran', broken({ type: 'cancelled', by: BOB }), []],
];
const buttonsIn = (text: string) =>
  [...text.matchAll(/"action_id":"keyhole-([\w-]+)"/g)].map((match) => match[1]);

describe('the card of a broken glass', () => {
  test.each(STATES)(
    '%s says what it is, and has the buttons that do something',
    (_when, request, buttons) => {
      expect(read(card(request))).toMatch(/^:rotating_light: Break-glass: debug api-7f9/);
      expect(read(card(request))).toContain('Break-glass: nobody had to approve this');
      expect(read(card(request))).toContain('may review it afterwards: sre');
      expect(buttonsIn(shown(card(request)))).toEqual(buttons);
    },
  );

  test('says where its review stands', () => {
    const [before, , over, reviewed, never] = STATES.map(([, request]) => read(card(request)));
    expect(before).toContain('To be reviewed afterwards by sre.');
    expect(over).toContain('It waits for review.');
    expect(reviewed).toMatch(/Reviewed by <@U0BOB> .* UTC\.\nseen, fine/);
    expect(never).toContain('Nothing ran, so there is nothing to review.');
  });

  test('and so does the answer to a question about it', () => {
    const request = broken(...STARTED, OVER, REVIEWED);
    expect(read(requestStatus(request, { about: 'status' }))).toMatch(/Reviewed by <@U0BOB>.*\nseen, fine/);
  });
});

describe('its announcement', () => {
  const told = (request: Request) =>
    announcement(request, { link: 'https://acme.slack.com/p1', called: CALLED });

  test('tells who does what where and why, calls on the reviewers and leads to the thread', () => {
    const request = after({ ...ASKED, ask: { ...ASKED.ask, reason: 'checkout is down' } }, brokenGlass());
    const text = read(told(request));
    for (const part of [
      '<@U0ALICE> debugs `api-7f9c6d5b84-x2k4p` in `sandbox` / `shop` without approval.',
      '<!subteam^S0SRE>, <@U0BOB>, all of auditors',
      '\nid\n',
      'checkout is down',
      'To be reviewed afterwards by sre.',
      '<https://acme.slack.com/p1|Open its thread>',
      '[End session]',
    ])
      expect(text).toContain(part);
  });

  test('calls on nobody any more when it is over, but offers the review', () => {
    const text = read(told(broken(...STARTED, OVER)));
    expect(text).not.toContain('<!subteam');
    expect(text).toMatch(/Completed/);
    expect(text).toContain('[Acknowledge]');
    expect(text).not.toContain('[End session]');
  });

  test('stays the same while the session goes on, so that Slack is not asked for every step', () => {
    const steps = STARTED.map((_, index) => told(broken(...STARTED.slice(0, index + 1))));
    for (const step of steps) expect(step).toEqual(steps[0]);
  });

  test('says what became of it', () => {
    expect(read(told(broken(...STARTED, OVER)))).toContain('<@U0ALICE> debugged `api-7f9');
    expect(read(told(broken({ type: 'cancelled', by: BOB })))).toContain(
      '<@U0ALICE> wanted to debug `api-7f9',
    );
  });

  test('is none for what has no plan', () => {
    expect(told(after(ASKED))).toBeUndefined();
  });
});

describe('a call for review', () => {
  test('is there when it is over and nobody reviewed it', () => {
    expect(read(reviewCall(broken(...STARTED, OVER), CALLED))).toMatch(
      /<!subteam\^S0SRE>, <@U0BOB>, all of auditors: .*waits for review.*\n\[Acknowledge\]/,
    );
  });

  test.each([
    ['runs', broken(...STARTED)],
    ['is reviewed', broken(...STARTED, OVER, REVIEWED)],
    ['never ran', broken({ type: 'cancelled', by: BOB })],
  ])('is none when it %s', (_when, request) => {
    expect(reviewCall(request, CALLED)).toBeUndefined();
  });
});
