import type { V1LabelSelector, V1LabelSelectorRequirement } from '@kubernetes/client-node';

/** A workload's selector as the query `labelSelector` takes it (kubernetes.io, "Labels and Selectors"); empty: every pod. */
export function selectorText({ matchLabels, matchExpressions }: V1LabelSelector): string {
  const equal = Object.entries(matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
  return [...equal, ...(matchExpressions ?? []).map(requirement)].join(',');
}

function requirement({ key, operator, values }: V1LabelSelectorRequirement): string {
  switch (operator) {
    case 'Exists':
      return key;
    case 'DoesNotExist':
      return `!${key}`;
    default: // In and NotIn.
      return `${key} ${operator.toLowerCase()} (${(values ?? []).join(',')})`;
  }
}
