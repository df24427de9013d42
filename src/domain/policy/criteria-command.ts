import { type CommandVerdict, judgeCommand } from '../commands/judge-command.ts';
import { type CriterionReading, FITS, lacks } from './criterion.ts';
import type { Policy, Rule } from './policy.ts';
import type { Question } from './question.ts';
import { imageOf } from './rule-image.ts';

/** Whether what is to run may run; undefined where the rule says nothing of commands. */
export function commandReading(policy: Policy, rule: Rule, question: Question): CriterionReading | undefined {
  const verdict = verdictOf(policy, rule, question);
  switch (verdict?.kind) {
    case undefined:
      return undefined;
    case 'allow':
      return FITS;
    case 'refuse':
      return lacks(verdict.sentence);
    case 'review':
      // Whoever approves the request reviews the command with it.
      if (question.breakGlass) return lacks(`${verdict.sentence}, and --break-glass waits for nobody`);
      return rule.approvals.length > 0 ? FITS : lacks(`${verdict.sentence}, and nobody approves under it`);
  }
}

function verdictOf(policy: Policy, rule: Rule, question: Question): CommandVerdict | undefined {
  const { commands: rules } = rule;
  const { command, env = false } = question;
  if (!rules) return undefined;
  if (command) return judgeCommand(rules, command, { env });
  const mode = policy.images[imageOf(policy, rule, question) ?? '']?.mode;
  const entrypoint = mode === undefined ? question.entrypoint === true : mode === 'entrypoint';
  if (entrypoint) return ofEntrypoint(rules.otherwise);
  // The policy's own commands; but variables can change what they do.
  if (!env) return { kind: 'allow' };
  return {
    kind: 'review',
    sentence: 'lets a first look with --env run only once someone approved it',
  };
}

/** Nobody can look into what an image does of its own. */
function ofEntrypoint(otherwise: 'allow' | 'review' | 'refuse'): CommandVerdict {
  return otherwise === 'refuse'
    ? {
        kind: 'refuse',
        sentence: "lets the image's own entrypoint run for nobody: write a command after `--`",
      }
    : { kind: 'review', sentence: "lets the image's own entrypoint run only once someone approved it" };
}
