import type { Request } from '../../domain/request/request.ts';

/** Which pod a request is about, in plain words: the one that was found, else what was asked for. */
export function aboutPod({ plan, ask: { wanted } }: Request): string {
  if (plan) return plan.pod.name;
  switch (wanted.kind) {
    case 'pod':
      return wanted.name;
    case 'workload':
      return `${wanted.workload} ${wanted.name}`;
    case 'selector':
      return `a pod with ${wanted.selector}`;
  }
}
