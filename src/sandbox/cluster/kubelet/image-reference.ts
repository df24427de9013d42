export type ParsedReference =
  | { kind: 'reference'; repository: string; tag?: string; digest?: string; canonical: string }
  | { kind: 'invalid'; message: string };

/**
 * Normalises a reference as Docker and the kubelet do: no registry means docker.io, no namespace means library, no tag
 * means latest. Messages as in recordings/kubernetes/image-and-start-failures.json.
 */
export function parseReference(text: string): ParsedReference {
  const match = /^([^@]+?)(?::([\w][\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(text);
  const name = match?.[1];
  const fail = (why: string): ParsedReference => {
    const tagged = /[:@][^/]*$/.test(text) ? text : `${text}:latest`;
    return {
      kind: 'invalid',
      message: `Failed to apply default image tag "${text}": couldn't parse image name "${tagged}": invalid reference format${why}`,
    };
  };
  if (name === undefined) return fail('');
  const { host, path } = splitName(name);
  if (/[A-Z]/.test(path)) return fail(`: repository name (${path}) must be lowercase`);
  if (!/^[a-z0-9]+(?:(?:[._]|__|-+|\/)[a-z0-9]+)*$/.test(path)) return fail('');
  const repository = `${host}/${path}`;
  const digest = match?.[3];
  const tag = match?.[2] ?? (digest === undefined ? 'latest' : undefined);
  const version = { ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) };
  const canonical = [
    repository,
    ...(tag === undefined ? [] : [`:${tag}`]),
    ...(digest === undefined ? [] : [`@${digest}`]),
  ].join('');
  return { kind: 'reference', repository, canonical, ...version };
}

/** docker.io and library are what a short name leaves out. */
function splitName(name: string): { host: string; path: string } {
  const slash = name.indexOf('/');
  const first = slash === -1 ? '' : name.slice(0, slash);
  const hasHost = /[.:]/.test(first) || first === 'localhost';
  const host = hasHost ? first : 'docker.io';
  const rest = hasHost ? name.slice(slash + 1) : name;
  return { host, path: host === 'docker.io' && !rest.includes('/') ? `library/${rest}` : rest };
}
