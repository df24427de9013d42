import type { ApiFailure, Refused } from './api-failure.ts';
import { type Asked, podOf, withoutPrefix } from './asked.ts';
import { connectionSentence } from './connection-failures.ts';
import { invalidSentence } from './invalid-failures.ts';
import { podSecurityBreach, podSecuritySentence } from './pod-security.ts';
import { quoteAtEnd } from './quote.ts';

/** One plain sentence on why a call failed and what to do next. Texts of the cluster are quoted short and safe. */
export function failureSentence(failure: ApiFailure, asked: Asked): string {
  return failure.kind === 'answered'
    ? refusalSentence(failure, asked)
    : connectionSentence(failure, asked.cluster);
}

/** The same for an answer of the API server (recordings/kubernetes: each error of each scenario). */
export function refusalSentence(refused: Refused, asked: Asked): string {
  const { cluster } = asked;
  // An admission webhook chooses its own status, such as 400 (github.com/kyverno/kyverno).
  if (DENIED.test(refused.message)) return deniedSentence(refused, cluster);
  switch (refused.status) {
    case 400:
      return badRequest(refused, asked);
    case 401:
      return `The cluster ${cluster} does not accept Keyhole's credentials (401): renew the token or certificate in its kubeconfig.`;
    case 403:
      return forbidden(refused, asked);
    case 404:
      return notFound(refused, asked);
    case 409:
      return `${podOf(asked)} was changed by someone else at the same moment: try again.`;
    case 410:
      return `The cluster ${cluster} dropped the list while it was being read: try again.`;
    case 415:
      return `The cluster ${cluster} does not take strategic merge patches (415), which every Kubernetes does: something between may alter requests.`;
    case 422:
      return invalidSentence(refused, asked);
    case 429:
      return `The cluster ${cluster} has too much to do just now (429): try again in ${seconds(refused)}.`;
    default:
      return refused.status >= 500 ? serverError(refused, cluster) : otherwise(refused, cluster);
  }
}

/** The words of admission webhooks and policies (recordings/kubernetes/admission-policy.json). */
const DENIED = / denied (?:the )?request: /;

function deniedSentence({ message }: Refused, cluster: string): string {
  return `A rule of the cluster ${cluster} forbids it: ${quoteAtEnd(withoutPrefix(message))}. Ask whoever keeps that rule.`;
}

const RBAC = /User "([^"]*)" cannot (\S+) resource "([^"]*)"/;

function forbidden(refused: Refused, asked: Asked): string {
  const { cluster, namespace } = asked;
  const breach = podSecurityBreach(refused.message);
  if (breach) return podSecuritySentence(breach, asked);
  const denied = RBAC.exec(refused.message);
  if (denied) {
    const [, user = '', verb = '', resource = ''] = denied;
    // Kubernetes 1.36 says `impersonate-on:user-info:get` (recordings/kubernetes/authorization-errors.json).
    if (verb.startsWith('impersonate')) {
      return `Keyhole's account ${quoteAtEnd(user)} may not act for others in the cluster ${cluster} (403): have a ClusterRole grant it impersonate on users and groups, or take \`impersonate\` out of the policy.`;
    }
    const where = /at the cluster scope/.test(refused.message)
      ? `in all of the cluster ${cluster}`
      : `in the namespace ${namespace} of ${cluster}`;
    const instead = asked.instead === undefined ? '' : `, or ${asked.instead}`;
    return `The account ${quoteAtEnd(user)} may not ${quoteAtEnd(verb)} ${quoteAtEnd(resource)} ${where} (403): have a role grant it that verb${instead}.`;
  }
  // An exec by WebSocket needs `get` and `create`; without `create` the reason is empty (recordings/kubernetes/exec-verb.json).
  if (asked.resource === 'pods/exec' && /is forbidden:\s*$/.test(refused.message)) {
    return `Keyhole's account may not create pods/exec in the namespace ${namespace} of ${cluster} (403): have a role grant it get and create on them.`;
  }
  if (refused.message === '') {
    return `The cluster ${cluster} refused without a reason (403): a proxy before it may not let WebSockets pass.`;
  }
  return `The cluster ${cluster} forbids it: ${quoteAtEnd(withoutPrefix(refused.message))}. Ask whoever keeps that rule.`;
}

function notFound(refused: Refused, asked: Asked): string {
  if (/^namespaces? "[^"]*" not found/.test(refused.message)) {
    return `There is no namespace ${asked.namespace} in the cluster ${asked.cluster}: ask again with one that it has.`;
  }
  if (refused.name !== '') return `${podOf(asked)} is not there any more: ask again for one that is.`;
  return asked.resource === 'pods/ephemeralcontainers'
    ? `The cluster ${asked.cluster} does not know debug containers (404): Kubernetes 1.25 or newer is needed.`
    : `The cluster ${asked.cluster} does not know ${asked.resource} (404): check the server's address in its kubeconfig.`;
}

function badRequest({ message }: Refused, asked: Asked): string {
  const { cluster, container } = asked;
  if (/^container \S+ is not valid for pod/.test(message)) {
    return `${podOf(asked)} has no container ${container ?? 'of that name'}: ask again for one that it has.`;
  }
  if (/does not have a host assigned/.test(message)) {
    return `${podOf(asked)} is not scheduled to a node yet, so nothing can run in it: wait until it runs.`;
  }
  return `The cluster ${cluster} does not understand the request (400): ${quoteAtEnd(message)}. Report this as a fault of Keyhole.`;
}

function serverError(refused: Refused, cluster: string): string {
  const webhook = /failed calling webhook "([^"]*)"/.exec(refused.message);
  if (webhook) {
    return `The admission webhook ${quoteAtEnd(webhook[1] ?? '')} of the cluster ${cluster} does not answer (${refused.status}): ask whoever runs it, then try again.`;
  }
  const quoted = refused.isStatus && refused.message !== '' ? `: ${quoteAtEnd(refused.message)}` : '';
  return `The cluster ${cluster} has a fault of its own (${refused.status})${quoted}. Try again, and if it stays, tell whoever runs it.`;
}

function otherwise(refused: Refused, cluster: string): string {
  const quoted = refused.message === '' ? '' : `: ${quoteAtEnd(refused.message)}`;
  return `The cluster ${cluster} answered ${refused.status}${quoted}. Check the server's address in its kubeconfig.`;
}

function seconds({ retryAfterMs }: Refused): string {
  const rounded = Math.ceil((retryAfterMs ?? 1000) / 1000);
  return rounded === 1 ? 'a second' : `${Math.min(rounded, 600)} seconds`;
}
