import { describe, expect, test } from '@jest/globals';
import { type Command, readCommand } from '../../../src/domain/asking/command.ts';
import { followUpStillAllowed, judgeFollowUp } from '../../../src/domain/policy/follow-up-allowed.ts';
import type { Policy } from '../../../src/domain/policy/policy.ts';
import type { FollowUp } from '../../../src/domain/request/follow-up.ts';
import type { Person } from '../../../src/domain/request/person.ts';
import type { Request } from '../../../src/domain/request/request.ts';
import { testPolicy } from '../../helpers/policy.ts';
import {
  after,
  ALICE,
  ASK,
  ASKED,
  BOB,
  brokenGlassPlan,
  CAROL,
  ID,
  MALLORY,
  prepared,
  testPlan,
} from '../../helpers/request.ts';

const { command: _none, ...FIRST_LOOK } = ASK;
const SRE = [{ from: ['sre'], count: 1 }];
const COMMANDS = {
  commands: { allow: ['ps *'], review: ['cat *'], refuse: ['rm **'], otherwise: 'refuse' },
};

function commandOf(text: string): Command {
  const reading = readCommand(text);
  if (reading.kind === 'invalid') throw new Error(reading.sentence);
  return reading.command;
}

function requestUnder(policy: Policy, also: Partial<typeof FIRST_LOOK & Request['ask']> = {}): Request {
  const ask = { ...FIRST_LOOK, ...also };
  return after({ ...ASKED, ask }, prepared(policy, testPlan(policy, ID, ask)));
}

function judged(policy: Policy, text: string, by: Person = ALICE, request = requestUnder(policy)) {
  return judgeFollowUp(policy, request, by, commandOf(text));
}

describe('a command in an open session', () => {
  test.each<[string, unknown]>([
    ['ps aux', { kind: 'allowed', needs: [] }],
    ['cat /etc/hosts', { kind: 'allowed', needs: SRE }],
    ['rm -rf /data', { kind: 'refused', sentence: 'The rule "shop" lets `rm -rf /data` run for nobody.' }],
    ['nc -l 80', { kind: 'refused', sentence: 'The rule "shop" does not let `nc -l 80` run.' }],
  ])('is judged by the commands of the rule that granted it: %s', (text, judgement) => {
    expect(judged(testPolicy(COMMANDS), text)).toEqual(judgement);
  });

  test('takes what the session took where the rule says nothing of commands', () => {
    expect(judged(testPolicy(), 'rm x')).toEqual({ kind: 'allowed', needs: SRE });
    expect(judged(testPolicy({ approvals: [] }), 'rm x')).toEqual({ kind: 'allowed', needs: [] });
  });

  test('with variables that were set is reviewed, though its words are allowed', () => {
    const policy = testPolicy(COMMANDS);
    const request = requestUnder(policy, { env: { LD_PRELOAD: '/tmp/x.so' } });
    expect(judged(policy, 'ps aux', ALICE, request)).toEqual({ kind: 'allowed', needs: SRE });
  });

  test('that takes a review is refused where nobody approves', () => {
    expect(judged(testPolicy({ ...COMMANDS, approvals: [] }), 'cat x')).toMatchObject({
      kind: 'refused',
      sentence: expect.stringContaining('nobody approves under it'),
    });
  });

  test('of a broken glass runs at once, or waits where the rule wants a review', () => {
    const glass = (policy: Policy) =>
      after({ ...ASKED, ask: FIRST_LOOK }, prepared(policy, brokenGlassPlan(testPlan(policy))));
    const [plain, strict] = [testPolicy(), testPolicy(COMMANDS)];
    expect(judged(plain, 'rm x', ALICE, glass(plain))).toEqual({ kind: 'allowed', needs: [] });
    expect(judged(strict, 'cat x', ALICE, glass(strict))).toEqual({ kind: 'allowed', needs: SRE });
  });
});

describe('who may', () => {
  test('is the requester, and who the rule names besides', () => {
    const policy = testPolicy({ alsoRun: ['payments'] });
    expect(judged(policy, 'ps', CAROL)).toMatchObject({ kind: 'allowed' });
    expect(judged(policy, 'ps', MALLORY)).toEqual({
      kind: 'refused',
      sentence:
        'Only Alice, and who is in payments, may run commands in this session: ask for one of your own with `/debug`.',
    });
    expect(judged(testPolicy(), 'ps', CAROL)).toEqual({
      kind: 'refused',
      sentence: 'Only Alice may run commands in this session: ask for one of your own with `/debug`.',
    });
  });

  test('is unknown while Slack does not tell', () => {
    const people = { oncall: { slackUserGroup: 'S0ONCALL' }, ...testPolicy().people };
    const policy = testPolicy({ alsoRun: ['oncall'] }, { people });
    expect(judged(policy, 'ps', CAROL)).toMatchObject({
      sentence: expect.stringContaining('Slack did not tell who is in oncall'),
    });
    expect(judged(policy, 'ps', { ...CAROL, userGroups: ['S0ONCALL'] })).toMatchObject({ kind: 'allowed' });
  });

  test('acts as themselves where the cluster sees people', () => {
    const clusters = {
      sandbox: {
        context: 'sandbox',
        aliases: [],
        defaultNamespace: 'shop',
        impersonate: { groups: ['dev'] },
      },
    };
    const policy = testPolicy({ alsoRun: ['payments'] }, { clusters });
    expect(judged(policy, 'ps', CAROL)).toMatchObject({
      actAs: { user: 'carol@example.com', groups: ['dev'] },
    });
    const { email: _hidden, ...nobody } = CAROL;
    expect(judged(policy, 'ps', nobody)).toMatchObject({ kind: 'refused' });
  });
});

describe('right before it runs', () => {
  const policy = testPolicy(COMMANDS);
  const request = requestUnder(policy);
  const today = (person: Person) => person;
  const followUp = (text: string, ...reviewers: readonly Person[]): FollowUp => ({
    by: ALICE,
    text,
    origin: '1',
    askedAt: 0,
    needs: [],
    reviews: reviewers.map((reviewer) => ({ reviewer, decision: 'approve', groups: ['sre'], at: 0 })),
    decision: 'approved',
  });

  test('its arguments are told from what was typed', () => {
    expect(followUpStillAllowed(policy, request, followUp("ps 'a  b'"), today)).toEqual({
      kind: 'yes',
      argv: ['ps', 'a  b'],
    });
  });

  test('a review counts only of who may give it now, whatever the record says was needed', () => {
    const NO_MORE = {
      kind: 'no',
      sentence: 'Someone who approved it may no longer do so under the policy; it was not run.',
    };
    expect(followUpStillAllowed(policy, request, followUp('cat x', BOB), today)).toMatchObject({
      kind: 'yes',
    });
    for (const approver of [CAROL, MALLORY, ALICE])
      expect(followUpStillAllowed(policy, request, followUp('cat x', approver), today)).toEqual(NO_MORE);
    expect(followUpStillAllowed(policy, request, followUp('cat x'), today)).toEqual(NO_MORE);
  });

  test('neither who wants it nor whose session it is approves it, unless the rule lets them approve their own', () => {
    const by = (selfApproval: boolean) => {
      const own = testPolicy({
        ...COMMANDS,
        alsoRun: ['payments'],
        selfApproval,
        approvals: [{ from: ['on-call', 'payments'], count: 1 }],
      });
      const session = requestUnder(own);
      return [CAROL, ALICE, BOB].map(
        (approver) =>
          followUpStillAllowed(own, session, { ...followUp('cat x', approver), by: CAROL }, today).kind,
      );
    };
    expect(by(false)).toEqual(['no', 'no', 'yes']);
    expect(by(true)).toEqual(['yes', 'yes', 'yes']);
  });

  test('what the policy refuses by now does not run', () => {
    const stricter = testPolicy({ commands: { ...COMMANDS.commands, allow: [] } });
    expect(followUpStillAllowed(stricter, request, followUp('ps aux'), today)).toMatchObject({ kind: 'no' });
    const without = testPolicy({ name: 'another' });
    expect(followUpStillAllowed(without, request, followUp('ps aux'), today)).toMatchObject({
      kind: 'no',
      sentence: expect.stringContaining('not in the policy any more'),
    });
  });
});
