import { commandReading } from './criteria-command.ts';
import { containerReadings } from './criteria-container.ts';
import { requesterReadings } from './criteria-people.ts';
import { targetReadings } from './criteria-target.ts';
import { CRITERIA, type Criterion, type Readings } from './criterion.ts';
import type { Policy, Rule } from './policy.ts';
import type { Question } from './question.ts';

/** Every criterion that a rule and a question have to do with, and how the question stands to it, in the order of `CRITERIA`. */
export function criteriaOf(policy: Policy, rule: Rule, question: Question): readonly Criterion[] {
  const readings: Readings = {
    ...targetReadings(policy, rule, question),
    ...requesterReadings(policy, rule, question),
    ...containerReadings(policy, rule, question),
    command: commandReading(policy, rule, question),
  };
  return CRITERIA.flatMap((name) => {
    const reading = readings[name];
    return reading ? [{ name, reading }] : [];
  });
}
