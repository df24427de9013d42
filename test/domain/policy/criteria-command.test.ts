import { describe, expect, test } from '@jest/globals';
import { readCommand } from '../../../src/domain/asking/command.ts';
import { judge } from '../../../src/domain/policy/judge.ts';
import type { Question } from '../../../src/domain/policy/question.ts';
import { testPolicy } from '../../helpers/policy.ts';
import { ALICE } from '../../helpers/request.ts';

const question: Question = { requester: ALICE, cluster: 'sandbox', namespace: 'shop', at: 0 };
const rules = { allow: ['ps *'], review: ['ls *'], refuse: ['rm *'] };
const breakGlass = { requesters: ['on-call'], announce: 'C0SEC' };
const emergency = { breakGlass: true, reason: 'outage' } as const;

function command(typed: string) {
  const reading = readCommand(typed);
  if (reading.kind === 'invalid') throw new Error(reading.sentence);
  return { command: reading.command };
}

function decision(changes: Record<string, unknown>, asked: Partial<Question>, others = {}) {
  const judgement = judge(testPolicy(changes, others), { ...question, ...asked });
  return judgement.kind === 'refused' ? judgement.sentence : 'allowed';
}

describe('the verdict on a command', () => {
  const anyone = { commands: rules, approvals: [] };
  const approved = { commands: rules };

  test.each<[string, Record<string, unknown>, Partial<Question>, string]>([
    ['allowed', anyone, command('ps aux'), 'allowed'],
    ['allowed', approved, command('ps aux'), 'allowed'],
    ['reviewed', approved, command('ls /'), 'allowed'],
    ['reviewed by nobody', anyone, command('ls /'), 'and nobody approves under it'],
    ['unnamed, so reviewed', approved, command('id'), 'allowed'],
    ['unnamed, so reviewed by nobody', anyone, command('id'), 'and nobody approves under it'],
    ['refused', approved, command('rm -rf /'), 'rm -rf /'],
    ['refused in a pipe', approved, command('ps | rm -rf /'), 'The nearest rule, "shop", '],
    ['allowed, but with variables', anyone, { ...command('ps aux'), env: true }, 'nobody approves under it'],
    ['allowed, with variables', approved, { ...command('ps aux'), env: true }, 'allowed'],
    ['refused by the rest', { ...approved, commands: { otherwise: 'refuse' } }, command('id'), '"shop"'],
  ])('%s: %#', (_title, changes, asked, text) => {
    expect(decision(changes, asked)).toContain(text);
  });

  test.each([
    ['ps aux', 'allowed'],
    ['ls /', 'and --break-glass waits for nobody'],
    ['rm -rf /', 'rm -rf /'],
  ])('in an emergency, of %s', (typed, text) => {
    const asked = { ...command(typed), ...emergency };
    expect(decision({ commands: rules, breakGlass }, asked)).toContain(text);
  });

  test('without commands every command fits, with and without approvals', () => {
    expect(decision({ approvals: [] }, command('rm -rf /'))).toBe('allowed');
    expect(decision({ breakGlass }, { ...command('rm -rf /'), ...emergency })).toBe('allowed');
  });

  test('a rule whose commands lack it is passed over', () => {
    const policy = testPolicy({ commands: rules, approvals: [] });
    const [first] = policy.rules;
    if (!first) throw new Error('no rule');
    const { commands: _any, ...second } = {
      ...first,
      name: 'approved',
      approvals: [{ from: ['sre'], count: 1 }],
    };
    const both = { ...policy, rules: [first, second] };
    const ruleFor = (typed: string) => {
      const judgement = judge(both, { ...question, ...command(typed) });
      return judgement.kind === 'allowed' ? judgement.grant.rule : undefined;
    };
    expect([ruleFor('ps'), ruleFor('rm -rf /')]).toEqual(['shop', 'approved']);
  });
});

describe('without a command', () => {
  const strict = { commands: { otherwise: 'refuse' }, approvals: [] };

  test('a first look fits, unless variables could change it', () => {
    expect(decision(strict, {})).toBe('allowed');
    expect(decision(strict, { env: true })).toContain('first look with --env');
    expect(decision({ commands: { otherwise: 'refuse' } }, { env: true })).toBe('allowed');
    expect(decision({ commands: rules, breakGlass }, { env: true, ...emergency })).toContain('--env');
  });

  const own = "lets the image's own entrypoint run";
  test.each<[string, boolean, string]>([
    ['allow', true, 'allowed'],
    ['allow', false, own],
    ['review', true, 'allowed'],
    ['review', false, own],
    ['refuse', true, own],
  ])("with otherwise: %s, approved %j, the image's entrypoint: %s", (otherwise, isApproved, text) => {
    const changes = { commands: { allow: ['ps **'], otherwise }, ...(!isApproved && { approvals: [] }) };
    expect(decision(changes, { entrypoint: true })).toContain(text);
    const images = { busybox: { image: 'b', mode: 'entrypoint' }, netshoot: { image: 'n', mode: 'exec' } };
    expect(decision(changes, {}, { images })).toContain(text);
    expect(decision(changes, { image: 'netshoot' }, { images })).toBe('allowed');
  });
});
