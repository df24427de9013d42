/**
 * Replaces `$(NAME)` in a container's command, args and env values as the kubelet does before the container exists: an
 * unknown name stays as it is, and `$$` becomes `$` wherever it stands
 * (k8s.io/kubernetes/third_party/forked/golang/expansion/expand.go).
 */
export function expandReferences(text: string, values: ReadonlyMap<string, string>): string {
  return text.replaceAll(/\$(\$|\(([^)]*)\))/g, (whole, escaped: string, name: string | undefined) => {
    if (escaped === '$') return '$';
    return values.get(name ?? '') ?? whole;
  });
}

/** The variables of a container, each value able to name those before it; `given` are there already. */
export function expandEnvironment(
  env: readonly { name: string; value?: string }[],
  given: ReadonlyMap<string, string>,
): Map<string, string> {
  const values = new Map(given);
  const own = new Map<string, string>();
  for (const { name, value } of env) {
    const expanded = expandReferences(value ?? '', values);
    values.set(name, expanded);
    own.set(name, expanded);
  }
  return own;
}
