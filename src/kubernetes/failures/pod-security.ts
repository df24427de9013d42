import { quoteAtEnd } from './quote.ts';

const VIOLATION = /violates PodSecurity "(\w+)(?::[^"]*)?": (.*)/s;

/** What Pod Security admission finds wrong (recordings/kubernetes/pod-security.json). */
export interface PodSecurityBreach {
  /** `baseline` or `restricted`. */
  readonly standard: string;
  /** Its own words. */
  readonly broken: string;
  /** The containers that it names. */
  readonly containers: readonly string[];
  /** Whether it finds fault with the pod itself, whatever its containers are. */
  readonly pod: boolean;
}

/** Reads a refusal by Pod Security admission; undefined for anything else. */
export function podSecurityBreach(message: string): PodSecurityBreach | undefined {
  const found = VIOLATION.exec(message);
  if (!found) return undefined;
  const [, standard = '', broken = ''] = found;
  const findings = [...broken.matchAll(/\(([^)]*)\)/g)].map(([, text = '']) => text);
  return {
    standard,
    broken,
    containers: containersNamed(broken),
    pod: findings.some((text) => !/\bcontainers? "/.test(text)),
  };
}

export interface PodSecurityAdvice {
  readonly namespace: string;
  /** The debug container. */
  readonly container?: string;
  /** Profiles that were tried instead, and the one of them that is let in. */
  readonly tried?: readonly string[];
  readonly passes?: string | undefined;
}

/**
 * One sentence on a refusal by Pod Security. The whole pod is judged, so an older debug container can be the one that
 * breaks the standard (kubernetes/kubernetes#118961), and then no profile helps.
 */
export function podSecuritySentence(
  breach: PodSecurityBreach,
  { namespace, container, tried = [], passes }: PodSecurityAdvice,
): string {
  const { standard, pod } = breach;
  const start = `The namespace ${namespace} enforces the Pod Security Standard "${standard}"`;
  const fitting = standard === 'baseline' ? 'baseline or restricted' : 'restricted';
  const others = othersThan(container, breach);
  if (others.length > 0) {
    const [subject, verb] = others.length === 1 ? ['container', 'breaks'] : ['containers', 'break'];
    return `${start}, and the pod's ${subject} ${quoteAtEnd(others.join(', '))} ${verb} it already, so that only replacing the pod helps: have it replaced, then ask again with the profile ${fitting}.`;
  }
  if (pod) {
    return `${start}, and the pod itself breaks it (${quoteAtEnd(breach.broken)}), so that it takes no debug container: ask whoever runs the pod to change that.`;
  }
  // What it says of the container besides is for its profile to set, and long.
  const broken = quoteAtEnd(breach.broken.replaceAll(/ \([^()]*\)/g, ''));
  if (passes !== undefined) {
    return `${start}, which this container breaks (${broken}): ask again with the profile ${passes}.`;
  }
  if (tried.length > 0) {
    return `${start}, which this container breaks (${broken}), as it would under ${tried.join(', ')}: ask whoever keeps the policy for a profile that passes, such as ${fitting}.`;
  }
  return `${start}, which this container breaks (${broken}): ask again with the profile ${fitting}.`;
}

/** Whether another profile of the debug container could be let in. */
export function dependsOnProfile(breach: PodSecurityBreach, container: string): boolean {
  return !breach.pod && othersThan(container, breach).length === 0;
}

function othersThan(container: string | undefined, { containers }: PodSecurityBreach): string[] {
  return containers.filter((name) => name !== container);
}

/** The names after `container` or `containers` in the text of a violation. */
function containersNamed(broken: string): string[] {
  const lists = broken.matchAll(/\bcontainers? ((?:"[^"]+"(?:, )?)+)/g);
  const names = [...lists].flatMap(([, list = '']) =>
    list.split(', ').map((name) => name.replaceAll('"', '')),
  );
  return [...new Set(names)];
}
