import { type ApiFailure, isCertificateCode } from './api-failure.ts';

type NoAnswer = Exclude<ApiFailure, { readonly kind: 'answered' }>;

/** One plain sentence for a call that got no answer. Says no address: it may hold credentials. */
export function connectionSentence(failure: NoAnswer, cluster: string): string {
  switch (failure.kind) {
    case 'cancelled':
      return `It was cancelled before the cluster ${cluster} answered.`;
    case 'timed-out':
      return `The cluster ${cluster} did not answer within ${Math.ceil(failure.afterMs / 1000)} s: check that it is up, then try again.`;
    case 'no-credentials':
      return failure.code === 'ENOENT'
        ? `Keyhole has no credentials for the cluster ${cluster}: a file or a helper program that its kubeconfig names is missing.`
        : `Keyhole could not get its credentials for the cluster ${cluster}: check the user in its kubeconfig.`;
    case 'unreachable':
      return unreachable(failure.code, cluster);
  }
}

function unreachable(code: string, cluster: string): string {
  if (isCertificateCode(code)) {
    return `The certificate of the cluster ${cluster} cannot be trusted (${code}): check the certificate authority and the server's name in its kubeconfig.`;
  }
  switch (code) {
    case 'ANSWER_TOO_LONG':
      return `The cluster ${cluster} gave an answer that is too long to be one: check the address in its kubeconfig.`;
    case 'ANSWER_ELSEWHERE':
      return `The cluster ${cluster} sends to another address, where Keyhole does not follow: check the address in its kubeconfig.`;
    case 'ECONNREFUSED':
      return `The cluster ${cluster} refuses connections: check that its API server is up and its address in the kubeconfig is right.`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `The name of the cluster ${cluster}'s API server cannot be resolved: check its address in the kubeconfig, and the DNS.`;
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'UND_ERR_CONNECT_TIMEOUT':
      return `The cluster ${cluster} cannot be reached from here (${code}): check the network and its firewall.`;
    case 'ECONNRESET':
    case 'EPIPE':
    case 'UND_ERR_SOCKET':
      return `The connection to the cluster ${cluster} broke: try again.`;
    default:
      return `No connection to the cluster ${cluster} could be made${code === '' ? '' : ` (${code})`}: check its kubeconfig and the network.`;
  }
}
