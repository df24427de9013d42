import { quoteAtEnd } from './quote.ts';

const VIOLATION = /violates PodSecurity "(\w+)(?::[^"]*)?": (.*)/s;

/**
 * Tells a refusal by Pod Security admission (recordings/kubernetes/pod-security.json) and which profile would pass;
 * undefined for anything else. The whole pod is judged, so an older debug container can be the one that breaks the
 * standard (kubernetes/kubernetes#118961).
 */
export function podSecuritySentence(
  message: string,
  { namespace, container }: { readonly namespace: string; readonly container?: string },
): string | undefined {
  const found = VIOLATION.exec(message);
  if (!found) return undefined;
  const [, standard = '', broken = ''] = found;
  const start = `The namespace ${namespace} enforces the Pod Security Standard "${standard}"`;
  const others = containersNamed(broken).filter((name) => name !== container);
  if (others.length > 0) {
    return `${start}, and the pod breaks it already with ${quoteAtEnd(others.join(', '))}: replace the pod, then ask again with the profile ${passing(standard)}.`;
  }
  return `${start}, which this container breaks (${quoteAtEnd(broken)}): ask again with the profile ${passing(standard)}.`;
}

function passing(standard: string): string {
  return standard === 'baseline' ? 'baseline or restricted' : 'restricted';
}

/** The names after `container` or `containers` in the text of a violation. */
function containersNamed(broken: string): string[] {
  const lists = broken.matchAll(/containers? ((?:"[^"]+"(?:, )?)+)/g);
  const names = [...lists].flatMap(([, list = '']) =>
    list.split(', ').map((name) => name.replaceAll('"', '')),
  );
  return [...new Set(names)];
}
