import type { Labels } from '../request/plan.ts';
import { counted, type CriterionReading, FITS, lacksUnless, type Readings, unknown } from './criterion.ts';
import { fitsPattern } from './people.ts';
import { whenReading } from './criteria-when.ts';
import type { Policy, Rule } from './policy.ts';
import { type Question, workloadOf } from './question.ts';

/** Where a rule holds. What it says of a pod that was not looked up yet is taken to fit. */
export function targetReadings(policy: Policy, rule: Rule, question: Question): Readings {
  const { clusters, namespaces, namespaceLabels, podLabels, workloads } = rule.match;
  const { pod } = question;
  return {
    cluster: lacksUnless(fitsAny(clusters, question.cluster), `is for the ${counted('cluster', clusters)}`),
    namespace: lacksUnless(
      fitsAny(namespaces, question.namespace),
      `is for the ${counted('namespace', namespaces)}`,
    ),
    'namespace labels':
      namespaceLabels && (pod ? labelsReading('namespaces', namespaceLabels, pod.namespaceLabels) : FITS),
    'pod labels': podLabels && (pod ? labelsReading('pods', podLabels, pod.labels) : FITS),
    workload:
      workloads &&
      lacksUnless(
        !pod || fitsAny(workloads, workloadOf(pod)),
        `is for the ${counted('workload', workloads)}`,
      ),
    when: whenReading(policy, rule, question),
  };
}

function labelsReading(of: string, wanted: Labels, labels: Labels | undefined): CriterionReading {
  const names = Object.entries(wanted).map(([key, value]) => `${key}=${value}`);
  const forThose = `is for ${of} with the ${counted('label', names)}`;
  if (!labels) return unknown(`${forThose}, and nobody looked at them: ask again`);
  const has = new Map(Object.entries(labels));
  const fits = Object.entries(wanted).every(([key, pattern]) => {
    const value = has.get(key);
    return value !== undefined && fitsPattern(pattern, value);
  });
  return lacksUnless(fits, forThose);
}

function fitsAny(patterns: readonly string[], text: string): boolean {
  return patterns.some((pattern) => fitsPattern(pattern, text));
}
