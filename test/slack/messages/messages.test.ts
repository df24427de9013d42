import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Event, Request, Run } from '../../../src/domain/request.ts';
import { checkBlocks } from '../../../src/sandbox/slack/block-rules.ts';
import { answer } from '../../../src/slack/messages/answer.ts';
import type { Message } from '../../../src/slack/messages/blocks.ts';
import { card } from '../../../src/slack/messages/card.ts';
import { closing } from '../../../src/slack/messages/closing.ts';
import { help } from '../../../src/slack/messages/help.ts';
import { runMessage } from '../../../src/slack/messages/run-message.ts';
import { testPolicy } from '../../helpers/policy.ts';
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

const exited = (code: number): Event => ({
  type: 'run-ended',
  run: 0,
  lease: LEASE,
  verdict: { kind: 'exited', code },
  output: { bytes: 3, cutBytes: 0, redactions: 0 },
  tookMs: 1_400,
});

const shown = (message: Message | undefined) => JSON.stringify(message?.blocks ?? []);
const buttonsOf = (request: Request) =>
  [...shown(card(request)).matchAll(/"action_id":"keyhole-(\w+)"/g)].map((match) => match[1]);

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

  test.each([
    ['sysadmin', 'it can do anything on the node'],
    ['netadmin', 'network traffic'],
  ])('warns of what the profile %s gives', (profile, text) => {
    const policy = testPolicy({ profiles: [profile] });
    expect(shown(card(after(ASKED, prepared(policy))))).toContain(text);
  });

  test('a name that the cluster gives can neither draw lines of its own nor push the policy off the card', () => {
    const request = after(ASKED, prepared());
    const owner = `X\n*Rule*  approved by security ${'x'.repeat(5_000)}`;
    const plan = request.plan && { ...request.plan, pod: { ...request.plan.pod, owner } };
    const blocks = card({ ...request, ...(plan && { plan }) })?.blocks ?? [];
    const texts = blocks.flatMap((block) =>
      block.type === 'section' && block.text ? [block.text.text] : [],
    );
    expect(texts.filter((text) => /^\*Rule\*/m.test(text))).toEqual([
      expect.stringMatching(/\*Rule\* {2}shop/),
    ]);
  });

  test('is not there before there is something to review', () => {
    expect(card(after(ASKED))).toBeUndefined();
  });
});

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 4_000 }),
  fc.constantFrom('<!channel>', '`', '<@U1>', '&', '*'.repeat(3_500)),
);

/** A request in which everything that people, pods and clusters decide is as bad as it can be. */
const anyRequest = fc
  .record({
    base: fc.constantFrom(
      after(ASKED, prepared()),
      after(...RUNNING),
      after(...RUNNING, exited(1), { type: 'ended', outcome: 'failed', sentence: 'x' }),
      after(ASKED, { type: 'refused', sentence: 'no' }),
    ),
    text: hostile,
    warnings: fc.array(hostile, { maxLength: 5 }),
    choices: fc.array(fc.record({ pod: fc.string({ minLength: 1, maxLength: 253 }) }), { maxLength: 8 }),
  })
  .map(({ base, text, warnings, choices }): Request => {
    const reason = text.slice(0, 500);
    const plan = base.plan && {
      ...base.plan,
      cluster: text.slice(0, 50),
      pod: {
        ...base.plan.pod,
        name: text.slice(0, 253) || 'x',
        owner: text.slice(0, 300),
        node: text.slice(0, 253),
      },
      runs: [{ title: 'x', text: text.slice(0, 2_500) || 'x', argv: [] }],
    };
    return {
      ...base,
      ask: { ...base.ask, text: text.slice(0, 3_000), ...(reason !== '' && { reason }) },
      warnings,
      choices,
      ...(plan && { plan }),
      ...(base.sentence !== undefined && { sentence: text || 'x' }),
    };
  });

const segments = fc.array(
  fc.record({ stream: fc.constantFrom('out', 'err'), text: hostile.map((text) => `${text}\n`) }),
  { maxLength: 40 },
);
const verdicts: Run['verdict'][] = [
  undefined,
  { kind: 'exited', code: 0 },
  { kind: 'could-not-start', sentence: '<!here> '.repeat(200) },
];

describe('whatever people, pods and commands put into it', () => {
  const accepted = (message: Message | undefined) => {
    if (message) expect(checkBlocks(message.blocks)).toEqual({ kind: 'accepted' });
  };

  test('Slack accepts every message, and none of it pings or mentions anyone', () => {
    fc.assert(
      fc.property(anyRequest, (request) => {
        const messages = [card(request), closing(request), answer(request)];
        for (const message of messages) accepted(message);
        const markdown = [
          ...messages
            .map(shown)
            .join('')
            .matchAll(/"type":"mrkdwn","text":"((?:[^"\\]|\\.)*)"/g),
        ].map((match) => match[1]);
        expect(markdown.join('\n')).not.toMatch(/<!(channel|here|everyone)|<@U1>/);
      }),
    );
  });

  test('Slack accepts every output', () => {
    fc.assert(
      fc.property(segments, fc.constantFrom(...verdicts), hostile, (output, verdict, title) => {
        const run: Run = {
          title: title || 'x',
          argv: [],
          ...(verdict && { verdict, output: { bytes: 1, cutBytes: 1, redactions: 2 } }),
        };
        accepted(runMessage(run, output));
      }),
    );
  });

  test('Slack accepts the help', () => {
    accepted(help());
  });
});
