import { describe, expect, test } from '@jest/globals';
import { readRefusal } from '../../../src/kubernetes/failures/api-failure.ts';
import type { Asked } from '../../../src/kubernetes/failures/asked.ts';
import { failureSentence } from '../../../src/kubernetes/failures/failures.ts';
import { exchange, recording } from '../recordings.ts';

const RECORDINGS = [
  'authorization-errors',
  'exec-verb',
  'validation-errors',
  'pod-security',
  'admission-policy',
  'patch-flavours',
  'read-pods',
  'exec-protocol',
];

function asked(changes: Partial<Asked> = {}): Asked {
  return {
    cluster: 'prod-eu',
    namespace: 'shop',
    pod: 'api-0',
    container: 'plain',
    verb: 'patch',
    resource: 'pods/ephemeralcontainers',
    ...changes,
  };
}

function sentence(status: number, body: unknown, changes: Partial<Asked> = {}, retryAfter?: string): string {
  return failureSentence(readRefusal(status, body, retryAfter), asked(changes));
}

function recorded(name: string, note: string, changes: Partial<Asked> = {}): string {
  const { response } = exchange(name, note);
  return sentence(response.status, response.body, changes);
}

const refusals = RECORDINGS.flatMap((name) =>
  recording(name)
    .filter(({ response }) => response.status >= 400)
    .map(({ note, request, response }) => [`${name}: ${note ?? request.path}`, response] as const),
);

describe('every recorded refusal', () => {
  test('there are many', () => {
    expect(refusals.length).toBeGreaterThan(45);
  });

  test.each(refusals)('%s becomes one sentence of one line with a next step', (_name, response) => {
    const told = sentence(response.status, response.body);
    expect(told).toMatch(/^[A-Z"].{20,700}\.$/);
    expect(told).toMatch(/:|\. (Ask|Correct|Report|Try)/);
    expect(told).not.toMatch(/undefined|\[object|\p{Cc}/u);
  });
});

describe('what is said', () => {
  test.each([
    [
      'authorization-errors',
      'forbidden patch',
      'The account system:serviceaccount:shop:nobody may not patch pods/ephemeralcontainers in the namespace shop of prod-eu (403): have a role grant it that verb.',
    ],
    [
      'authorization-errors',
      'bad token',
      "The cluster prod-eu does not accept Keyhole's credentials (401): renew the token or certificate in its kubeconfig.",
    ],
    [
      'patch-flavours',
      'strategic merge with another pod uid (precondition)',
      'The pod api-0 was replaced by another of the same name since it was asked for: ask again.',
    ],
    [
      'patch-flavours',
      'PUT whole pod',
      'The pod api-0 was changed by someone else at the same moment: try again.',
    ],
    [
      'validation-errors',
      'change its image',
      'The pod api-0 already has a debug container of that name with other settings, and those never change: ask again for a new one.',
    ],
    [
      'validation-errors',
      'target-unknown',
      'The pod api-0 has no such container to look into (Not found: "nope"): ask again for one that it has.',
    ],
    ['validation-errors', 'no such pod', 'The pod api-0 is not there any more: ask again for one that is.'],
    [
      'admission-policy',
      'denied by the policy',
      "A rule of the cluster prod-eu forbids it: ValidatingAdmissionPolicy 'debug-only' with binding 'debug-only' denied request: only debug-* containers. Ask whoever keeps that rule.",
    ],
  ])('%s, %s', (name, note, told) => {
    expect(recorded(name, note)).toBe(told);
  });

  test('an exec that lacks only `create` is refused without a reason', () => {
    expect(recorded('exec-verb', 'only verb get', { resource: 'pods/exec' })).toBe(
      "Keyhole's account may not create pods/exec in the namespace shop of prod-eu (403): have a role grant it get and create on them.",
    );
  });

  test('Pod Security names the profile that passes', () => {
    // Without what it says of each container: there is one, and its profile sets all of that.
    expect(recorded('pod-security', 'no securityContext')).toBe(
      'The namespace shop enforces the Pod Security Standard "restricted", which this container breaks (allowPrivilegeEscalation != false, unrestricted capabilities): ask again with the profile restricted.',
    );
    const baseline =
      'pods "x" is forbidden: violates PodSecurity "baseline:latest": privileged (container "plain" must not set securityContext.privileged=true)';
    expect(sentence(403, { kind: 'Status', message: baseline })).toContain(
      'with the profile baseline or restricted',
    );
  });

  test('Pod Security that an older debug container breaks asks for another pod', () => {
    expect(recorded('pod-security', 'no securityContext', { container: 'mine' })).toBe(
      'The namespace shop enforces the Pod Security Standard "restricted", and the pod\'s container plain breaks it already, so that only replacing the pod helps: have it replaced, then ask again with the profile restricted.',
    );
  });

  test('Pod Security that the pod itself breaks names no profile', () => {
    const message =
      'pods "x" is forbidden: violates PodSecurity "baseline:latest": host namespaces (hostNetwork=true), privileged (container "plain" must not set securityContext.privileged=true)';
    expect(sentence(403, { kind: 'Status', message })).toMatch(
      /and the pod itself breaks it \(host namespaces .*\), so that it takes no debug container: ask whoever runs the pod/,
    );
  });

  test.each([
    'users "jane" is forbidden: User "keyhole" cannot impersonate resource "users" in API group "" at the cluster scope',
    'groups "sre" is forbidden: User "keyhole" cannot impersonate resource "groups" in API group "" at the cluster scope',
  ])('impersonation without the right: %s', (message) => {
    expect(sentence(403, { kind: 'Status', message })).toBe(
      "Keyhole's account keyhole may not act for others in the cluster prod-eu (403): have a ClusterRole grant it impersonate on users and groups, or take `impersonate` out of the policy.",
    );
  });

  test('impersonation without the right, as Kubernetes 1.36 tells it', () => {
    expect(recorded('authorization-errors', 'impersonation without the right')).toMatch(
      /^Keyhole's account system:serviceaccount:shop:bot may not act for others in the cluster prod-eu/,
    );
  });

  test('a right for the whole cluster, and one that something else does without', () => {
    const message =
      'x is forbidden: User "keyhole" cannot get resource "namespaces" in API group "" at the cluster scope';
    expect(sentence(403, { kind: 'Status', message })).toBe(
      'The account keyhole may not get namespaces in all of the cluster prod-eu (403): have a role grant it that verb.',
    );
    expect(sentence(403, { kind: 'Status', message }, { instead: 'do without' })).toMatch(
      /grant it that verb, or do without\.$/,
    );
  });

  test.each([400, 403, 422])('a webhook that denies with %i is quoted', (status) => {
    const message = 'admission webhook "validate.example.com" denied the request: images must be signed.';
    expect(sentence(status, { kind: 'Status', message })).toBe(
      'A rule of the cluster prod-eu forbids it: admission webhook "validate.example.com" denied the request: images must be signed. Ask whoever keeps that rule.',
    );
  });

  test('a namespace that is not there', () => {
    const body = { kind: 'Status', message: 'namespaces "shop" not found', details: { name: 'shop' } };
    expect(sentence(404, body)).toBe(
      'There is no namespace shop in the cluster prod-eu: ask again with one that it has.',
    );
  });

  test('a cluster without the feature differs from a missing pod by the empty name', () => {
    const body = { kind: 'Status', message: 'the server could not find the requested resource', details: {} };
    expect(sentence(404, body)).toContain('Kubernetes 1.25 or newer is needed');
    expect(sentence(404, body, { resource: 'pods' })).toContain('does not know pods');
  });

  test('static pods', () => {
    const message = 'Pod "x" is invalid: []: Forbidden: static pods do not support ephemeral containers';
    expect(sentence(422, { kind: 'Status', message })).toContain('is a static pod');
  });

  test('429 tells when to come back, 5xx whom to tell', () => {
    expect(sentence(429, 'Too many requests', {}, '7')).toContain('try again in 7 seconds');
    expect(sentence(503, { kind: 'Status', message: 'etcd is down' })).toContain(
      '(503): etcd is down. Try again',
    );
    const webhook = 'Internal error occurred: failed calling webhook "guard.example.com": timeout';
    expect(sentence(500, { kind: 'Status', message: webhook })).toContain('webhook guard.example.com');
  });

  test('a body that is not a Status is not taken for the cluster’s word', () => {
    expect(sentence(502, '<html>Bad Gateway</html>')).not.toContain('html');
  });

  test('a body of JSON as text is read', () => {
    const { response } = exchange('authorization-errors', 'forbidden patch');
    expect(sentence(403, JSON.stringify(response.body))).toBe(
      recorded('authorization-errors', 'forbidden patch'),
    );
  });

  test('a hostile text is cut and cannot steer a terminal or turn the line', () => {
    const told = sentence(403, { kind: 'Status', message: `\u001b[31m\u202Eevil\nline ${'x'.repeat(5000)}` });
    expect(told.length).toBeLessThan(450);
    expect(told).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  test.each([null, 7, [], '{', { details: 'x', message: 3 }, { details: { causes: [null, 'x'] } }])(
    'a body of %j crashes nothing',
    (body) => {
      for (const status of [400, 401, 403, 404, 409, 418, 422, 429, 500]) {
        expect(sentence(status, body)).toMatch(/\.$/);
      }
    },
  );
});

describe('no answer', () => {
  test.each([
    ['ECONNREFUSED', 'refuses connections'],
    ['ENOTFOUND', 'cannot be resolved'],
    ['ETIMEDOUT', 'cannot be reached'],
    ['ECONNRESET', 'broke'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'cannot be trusted (SELF_SIGNED_CERT_IN_CHAIN)'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'cannot be trusted'],
    ['', 'could be made: check'],
  ])('%s', (code, part) => {
    expect(failureSentence({ kind: 'unreachable', code }, asked())).toContain(part);
  });

  test('the others', () => {
    expect(failureSentence({ kind: 'timed-out', afterMs: 10_000 }, asked())).toContain('within 10 s:');
    expect(failureSentence({ kind: 'cancelled' }, asked())).toContain('cancelled');
    expect(failureSentence({ kind: 'no-credentials', code: 'ENOENT' }, asked())).toContain('missing');
    expect(failureSentence({ kind: 'no-credentials', code: '' }, asked())).toContain('check the user');
  });
});
