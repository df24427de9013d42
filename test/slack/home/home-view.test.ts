import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Concerns } from '../../../src/domain/policy/concerns.ts';
import type { Request } from '../../../src/domain/request/request.ts';
import { checkView } from '../../../src/sandbox/slack/views/view-rules.ts';
import { OPEN_ACTION } from '../../../src/slack/modals/builder-fields.ts';
import { homeView, linkedFrom } from '../../../src/slack/home/home-view.ts';
import {
  after,
  ALICE,
  andThen,
  APPROVED,
  approvedFor,
  ASK,
  ASKED,
  BROKEN_GLASS,
  prepared,
  RUNNING,
  STARTS,
} from '../../helpers/request.ts';
import { biggest, hostile, requests } from '../messages/hostile.ts';
import { read } from '../messages/shown.ts';

const NOTHING: Concerns = {
  toDecide: [],
  runsToDecide: [],
  toAcknowledge: [],
  running: [],
  waiting: [],
  over: [],
  unknown: [],
};
const PENDING = after(ASKED, prepared());
const ENDED = after(...APPROVED, { type: 'ended', outcome: 'failed', sentence: 'The pod is gone.' });
const GLASS = after(...BROKEN_GLASS, ...STARTS, { type: 'ended', outcome: 'completed' });

const view = (concerns: Partial<Concerns>, reviewer = false, links = {}) =>
  homeView({ concerns: { ...NOTHING, ...concerns }, reviewer, links });
const readView = (...args: Parameters<typeof view>) => read({ text: '', blocks: view(...args).blocks });
const allButtonsOf = (...args: Parameters<typeof view>) =>
  [...JSON.stringify(view(...args)).matchAll(/"action_id":"([^"]+)"/g)].map((match) => match[1]);
/** But for the one that is always there. */
const buttonsOf = (...args: Parameters<typeof view>) =>
  allButtonsOf(...args).filter((each) => each !== OPEN_ACTION);

describe('the Home tab', () => {
  test('tells someone for whom there is nothing what to type', () => {
    expect(readView({})).toMatch(/^Nothing of yours is open[^]*\/debug help/);
    expect(readView({})).not.toContain('decision');
    expect(readView({}, true)).toContain('Nothing waits for your decision.');
  });

  test('has one button for a new request, whatever else it shows', () => {
    for (const concerns of [{}, { toDecide: [PENDING] }, { running: [after(...RUNNING)], over: [ENDED] }])
      expect(allButtonsOf(concerns).filter((each) => each === 'keyhole-new-request')).toHaveLength(1);
  });

  test('has first what waits for a decision, with all that an approval covers', () => {
    const shown = readView({ toDecide: [PENDING], over: [ENDED] }, true, { [PENDING.id]: 'https://x/p1' });
    expect(shown).toMatch(/^Waits for your decision\nDebug `api-7f9c6d5b84-x2k4p` · <#C0>/);
    expect(shown).toMatch(/<https:\/\/x\/p1\|open its thread>[^]*\bid\b[^]*Rule  shop · may decide: sre/);
    expect(shown).not.toContain('Nothing waits');
    expect(shown.indexOf('Your last requests')).toBeGreaterThan(shown.indexOf('[Approve] [Deny]'));
    expect(buttonsOf({ toDecide: [PENDING] })).toEqual(['keyhole-approve', 'keyhole-deny']);
  });

  test('has commands in open sessions that wait, each with buttons that mean it', () => {
    const needs = [{ from: ['sre'], count: 1 }];
    const command = { text: 'ls -la /tmp', argv: ['ls', '-la', '/tmp'] };
    const { command: _one, ...ask } = ASK;
    const open = after(...approvedFor(ask), ...STARTS);
    const request = andThen(open, { type: 'run-asked', by: ALICE, command, origin: '1', needs });
    const runsToDecide = [{ request, run: 1 }];
    expect(readView({ runsToDecide }, true)).toMatch(
      /^Commands that wait for your decision\n<@U0ALICE> wants to run this in the open session on `api-7f9c6d5b84-x2k4p`[^]*\nls -la \/tmp\n0 of 1 approval from sre\n\[Approve\] \[Deny\]/,
    );
    expect(readView({ runsToDecide }, true)).not.toContain('Nothing waits');
    expect(JSON.stringify(view({ runsToDecide })).split(`"value":"${request.id} 1"`)).toHaveLength(3);
  });

  test('lets nobody approve what a card could not show', () => {
    const plan = PENDING.plan && {
      ...PENDING.plan,
      runs: [{ title: 'long', text: 'x'.repeat(3_000), argv: [] }],
    };
    expect(buttonsOf({ toDecide: [{ ...PENDING, ...(plan && { plan }) }] })).toEqual(['keyhole-deny']);
  });

  test('has a button for each thing that still can be done, and none for what is over', () => {
    expect(buttonsOf({ running: [after(...RUNNING)] })).toEqual(['keyhole-end']);
    expect(buttonsOf({ waiting: [PENDING] })).toEqual(['keyhole-cancel']);
    expect(buttonsOf({ toAcknowledge: [GLASS] })).toEqual(['keyhole-acknowledge']);
    expect(buttonsOf({ over: [ENDED] })).toEqual([]);
    expect(readView({ over: [ENDED] })).toMatch(/Your last requests\n:x: `api-7f9c6d5b84-x2k4p`.*: failed, /);
  });

  test('says how many more there are than it shows, and links to those that it shows', () => {
    const many = Array.from({ length: 12 }, (_each, index) => ({ ...PENDING, id: `id${index}` }));
    const concerns: Concerns = { ...NOTHING, toDecide: many, over: many };
    expect(readView(concerns)).toMatch(/^Waits for your decision \(12\)[^]*\n8 more, which move up/);
    expect(linkedFrom(concerns).map(({ id }) => id)).toEqual(
      [...many.slice(0, 4), ...many.slice(0, 10)].map(({ id }) => id),
    );
  });

  test('says that something may be missing while Slack does not tell who is in a group', () => {
    expect(readView({ unknown: ['sre'] })).toContain('Slack did not tell who is in sre');
  });
});

/** Its first run as one that was asked for in the thread. */
function withCommand(request: Request): Request {
  const [run = { title: '&'.repeat(4_000), argv: [] }, ...others] = request.runs;
  const { approvals = [], breakGlass } = request.plan?.grant ?? {};
  // Nobody has to approve what has no needs, so it never waits.
  const needs = [...(breakGlass?.reviewers ?? approvals), { from: ['sre'], count: 1 }];
  const followUp = {
    by: request.requester,
    text: '',
    origin: '1',
    askedAt: 1,
    needs,
    reviews: request.reviews,
  };
  return { ...request, runs: [{ ...run, followUp }, ...others] };
}

describe('whatever is in it, Slack takes the Home tab and it pings nobody', () => {
  const fits = (all: readonly Request[], unknown: readonly string[]) => {
    const [first] = all;
    const many = first ? Array.from({ length: 12 }, (_each, index) => all[index % all.length] ?? first) : [];
    const links = Object.fromEntries(
      many.map(({ id }) => [id, `https://acme.slack.com/archives/C1/${'1'.repeat(60)}`]),
    );
    const runsToDecide = many.map((request) => ({ request: withCommand(request), run: 0 }));
    const shown = view(
      {
        toDecide: many,
        runsToDecide,
        toAcknowledge: many,
        running: many,
        waiting: many,
        over: many,
        unknown,
      },
      true,
      links,
    );
    expect(checkView(shown, 'home')).toEqual({ kind: 'accepted' });
    expect(JSON.stringify(shown)).not.toMatch(
      /"type":"mrkdwn","text":"[^"]*(<!(channel|here|everyone)|<@U1>)/,
    );
    return true;
  };

  test('with whatever people, pods and clusters write', () => {
    fc.assert(fc.property(fc.array(requests, { minLength: 1, maxLength: 3 }), fc.array(hostile), fits), {
      numRuns: 15,
    });
  });

  test('with all as long as it can be', () => {
    expect(biggest().every((request) => fits([request], ['&'.repeat(4_000)]))).toBe(true);
  });
});
