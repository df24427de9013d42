import { criteriaOf } from '../domain/policy/criteria.ts';
import { standingOf } from '../domain/policy/deciding-rule.ts';
import type { Judgement } from '../domain/policy/judge.ts';
import type { Policy } from '../domain/policy/policy.ts';
import type { Question } from '../domain/policy/question.ts';
import { readExplainArgs } from './explain-args.ts';
import { grantLines } from './grant-lines.ts';
import { loadPolicy } from './load-policy.ts';
import { decisionOn, questionIn } from './scenario.ts';
import { EXIT, mark, SEE_HELP, type Terminal } from './terminal.ts';

export interface ExplainSurroundings {
  /** The policy file where none is named. */
  readonly defaultFile: string | undefined;
  readonly now: () => number;
}

/** Tells rule by rule what the policy says to an ask, and what comes of it. Resolves to the exit code. */
export async function policyExplain(
  args: readonly string[],
  terminal: Terminal,
  { defaultFile, now }: ExplainSurroundings,
): Promise<number> {
  const { say, complain } = terminal;
  const read = readExplainArgs(args);
  if (read.kind === 'wrong') return usage(complain, read.sentence);
  const file = read.file ?? defaultFile;
  if (file === undefined) return usage(complain, 'Which policy? Name its file first, or set KEYHOLE_POLICY.');
  const policy = await loadPolicy(file, terminal);
  if (policy.kind === 'failed') return policy.code;
  const reading = questionIn(policy.policy, {
    as: read.as,
    ask: read.ask,
    pod: read.pod,
    at: read.at ?? now(),
  });
  if (reading.kind === 'invalid') return usage(complain, reading.sentence);
  const { question } = reading;
  say(
    `${question.requester.name} asks in ${question.cluster}, namespace ${question.namespace}: /debug ${read.ask}`,
  );
  const decision = decisionOn(policy.policy, question);
  // As it was judged: with the profile that is taken where the ask names none.
  const judged =
    decision.kind === 'allowed' ? { ...question, profile: decision.grant.profile.name } : question;
  const knewAll = explainRules(policy.policy, judged, terminal);
  say('');
  for (const line of decisionLines(decision)) say(line);
  if (!knewAll)
    say(
      '\n? cannot be told from what was said: add --in, --pod-label or --namespace-label ("none" for none).',
    );
  return decision.kind === 'allowed' ? EXIT.fine : EXIT.problems;
}

/** What is said of a rule by how an ask stands to it, as the first that does not lack something, and after that one. */
const VERDICTS = {
  lacks: { first: 'does not fit', after: 'does not fit' },
  unknown: {
    first: 'cannot be told, so nothing is allowed',
    after: 'cannot be told, but one before it decides',
  },
  fits: { first: 'decides', after: 'would fit, but one before it decides' },
} as const;

/** Whether every criterion could be judged. */
function explainRules(policy: Policy, question: Question, terminal: Terminal): boolean {
  let decided = false;
  let knewAll = true;
  for (const [index, rule] of policy.rules.entries()) {
    const criteria = criteriaOf(policy, rule, question);
    const { kind } = standingOf(criteria);
    knewAll &&= criteria.every(({ reading }) => reading.kind !== 'unknown');
    terminal.say(`\n${index + 1}. ${rule.name}: ${VERDICTS[kind][decided ? 'after' : 'first']}`);
    const fitting = criteria.filter(({ reading }) => reading.kind === 'fits').map(({ name }) => name);
    if (fitting.length > 0) terminal.say(`   ${mark('fits', terminal)} ${fitting.join(', ')}`);
    for (const { name, reading } of criteria) {
      if (reading.kind !== 'fits')
        terminal.say(`   ${mark(reading.kind, terminal)} ${name}: the rule ${reading.sentence}`);
    }
    decided ||= kind !== 'lacks';
  }
  return knewAll;
}

function decisionLines(decision: Judgement): readonly string[] {
  if (decision.kind === 'refused') return [`Refused. ${decision.sentence}`];
  return [`Allowed by "${decision.grant.rule}".`, ...grantLines(decision.grant, decision.profiles)];
}

function usage(complain: Terminal['complain'], sentence: string): number {
  complain(sentence);
  complain(SEE_HELP);
  return EXIT.usage;
}
