/** The kubeconfig's credentials could not be read or fetched. The cause's text stays out of sentences and logs: it may quote a secret. */
export class CredentialsError extends Error {
  constructor(cause: unknown) {
    super('The credentials for the cluster could not be read', { cause });
    this.name = 'CredentialsError';
  }
}
