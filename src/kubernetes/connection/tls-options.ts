import { createHash } from 'node:crypto';
import { validateHeaderValue } from 'node:http';
import type { KubeConfig } from '@kubernetes/client-node';
import { CredentialsError } from './credentials-error.ts';
import { USER_AGENT } from './user-agent.ts';

/** What a kubeconfig gives for a connection: certificates, and headers with credentials. */
export type HttpsOptions = Parameters<KubeConfig['applyToHTTPSOptions']>[0] & {
  auth?: string;
  servername?: string;
};

/** Throws CredentialsError for a token that no header can carry; a newline at the end of a token's file is left out. */
export function headersOf({ headers, auth }: HttpsOptions): Record<string, string> {
  const all: Record<string, string> = { 'User-Agent': USER_AGENT };
  if (auth !== undefined) all['Authorization'] = `Basic ${Buffer.from(auth).toString('base64')}`;
  for (const [name, value] of Object.entries(headers ?? {})) {
    const text = String(value).trim();
    try {
      validateHeaderValue(name, text);
    } catch (error) {
      throw new CredentialsError(error);
    }
    all[name] = text;
  }
  return all;
}

export function certificatesOf({
  ca,
  cert,
  key,
  pfx,
  passphrase,
  servername,
  rejectUnauthorized,
}: HttpsOptions) {
  return Object.fromEntries(
    Object.entries({ ca, cert, key, pfx, passphrase, servername, rejectUnauthorized }).filter(
      ([, value]) => value !== undefined,
    ),
  );
}

/** Differs where the certificates do: a connection may be kept for those that it was made with, and no others. */
export function fingerprintOf(options: HttpsOptions): string {
  return createHash('sha256')
    .update(JSON.stringify(certificatesOf(options)))
    .digest('hex');
}
