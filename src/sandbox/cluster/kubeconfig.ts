import { stringify } from 'yaml';

export const contextName = 'sandbox';

/** A kubeconfig for one service account, with the certificate authority inside. */
export function kubeconfigText(server: string, caPem: string, user: string, token: string): string {
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': contextName,
    clusters: [
      {
        name: contextName,
        cluster: { server, 'certificate-authority-data': Buffer.from(caPem, 'utf8').toString('base64') },
      },
    ],
    contexts: [{ name: contextName, context: { cluster: contextName, user } }],
    users: [{ name: user, user: { token } }],
  });
}
