import type { Identity, Mode } from '../../domain/request/plan.ts';
import { callApi } from '../connection/api-call.ts';
import type { Connection } from '../connection/connection.ts';

/** Something that a session does in the cluster, in the words of RBAC. */
export interface Right {
  readonly verb: string;
  readonly resource: string;
  readonly subresource?: string;
  /** Done by Keyhole's own account, whomever a session acts as. */
  readonly own?: true;
  /** What becomes of a session without it, to follow `so`; absent: there is none. */
  readonly without?: string;
}

const GET: Right = { verb: 'get', resource: 'pods' };
const WATCH: Right = {
  verb: 'watch',
  resource: 'pods',
  without: 'the pod is read in short intervals instead',
};
const PATCH: Right = { verb: 'patch', resource: 'pods', subresource: 'ephemeralcontainers' };
const LOG: Right = { verb: 'get', resource: 'pods', subresource: 'log' };
/** An exec by WebSocket needs both, from Kubernetes 1.35 on (recordings/kubernetes/exec-verb.json). */
const EXEC: readonly Right[] = [
  { verb: 'get', resource: 'pods', subresource: 'exec' },
  { verb: 'create', resource: 'pods', subresource: 'exec' },
];
const EVENTS: Right = {
  verb: 'create',
  resource: 'events',
  own: true,
  without: 'the session leaves no Event on the pod',
};

const REVIEW = { apiVersion: 'authorization.k8s.io/v1' };

/** What Keyhole reads itself for whoever asks of a session's container. */
const OWN_LOG: Right = { ...LOG, own: true, without: "the container's log cannot be read" };
const OWN_GET: Right = {
  ...GET,
  own: true,
  without: 'how the container stands cannot be told after the session',
};
/** For the release of the container. */
const OWN_EXEC: readonly Right[] = EXEC.map((right) => ({
  ...right,
  own: true,
  without: 'the debug container goes on until its time limit',
}));

/** A kind of session. */
export interface Rehearsed {
  readonly mode: Mode;
  readonly reused: boolean;
  /** It acts as someone else than Keyhole's own account. */
  readonly acts: boolean;
}

/** Everything that a session of this kind does in the cluster, and Keyhole for it. */
export function rightsFor({ mode, reused, acts }: Rehearsed): readonly Right[] {
  const own = acts ? [OWN_GET] : [];
  if (mode === 'entrypoint') return [GET, PATCH, WATCH, LOG, EVENTS, ...own, ...(acts ? [OWN_LOG] : [])];
  if (reused) return [GET, ...EXEC, EVENTS, ...own];
  return [GET, PATCH, ...EXEC, WATCH, OWN_LOG, EVENTS, ...own, ...(acts ? OWN_EXEC : [])];
}

/** `verb resource`, as people write it. */
export function rightText({ verb, resource, subresource }: Right): string {
  return `${verb} ${resource}${subresource === undefined ? '' : `/${subresource}`}`;
}

/**
 * Whether whoever the connection acts as has a right, for one pod. Everyone may ask about themselves; about someone else
 * Keyhole's own account asks, which takes a right that may be lacking: `unknown`.
 */
export async function hasRight(
  connection: Connection,
  right: Right,
  { namespace, pod, signal }: { namespace: string; pod: string; signal?: AbortSignal | undefined },
): Promise<'yes' | 'no' | 'unknown'> {
  const { verb, resource, subresource } = right;
  const resourceAttributes = {
    namespace,
    verb,
    resource,
    ...(resource === 'pods' && { name: pod }),
    ...(subresource !== undefined && { subresource }),
  };
  const own = connection.as(undefined);
  const identity = right.own ? undefined : connection.identity;
  const answer = await callApi(
    own,
    (options) =>
      identity
        ? own.authorization.createSubjectAccessReview(
            {
              body: {
                ...REVIEW,
                kind: 'SubjectAccessReview',
                spec: { ...subjectOf(identity), resourceAttributes },
              },
            },
            options,
          )
        : own.authorization.createSelfSubjectAccessReview(
            { body: { ...REVIEW, kind: 'SelfSubjectAccessReview', spec: { resourceAttributes } } },
            options,
          ),
    { signal },
  );
  if (answer.kind === 'failed') return 'unknown';
  return answer.value.status?.allowed === true ? 'yes' : 'no';
}

/** Whom a review is about. An API server adds the group of everyone to who is impersonated, but not here. */
function subjectOf({ user, groups }: Identity): { user: string; groups: string[] } {
  return { user, groups: [...groups, 'system:authenticated'] };
}
