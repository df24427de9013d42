import type { IncomingHttpHeaders } from 'node:http';
import { randomSecret } from './random-ids.ts';

/** The secrets of one installed app. The verification token is the old one that Slack still puts into payloads. */
export type Credentials = {
  botToken: string;
  appToken: string;
  signingSecret: string;
  verificationToken: string;
};

export type TokenKind = 'bot' | 'app';
export type Refusal = { ok: false; error: string; needed?: string; provided?: string };

/** New random credentials; tokens have the look of Slack's so that a bot's own checks of them are exercised. */
export function createCredentials(): Credentials {
  return {
    botToken: `xoxb-sandbox-${randomSecret()}`,
    appToken: `xapp-1-A0KEYHOLE-${randomSecret()}`,
    signingSecret: randomSecret(),
    verificationToken: randomSecret(12),
  };
}

/** The token of a call: the Authorization header wins over the body, as at Slack. */
export function tokenOf(headers: IncomingHttpHeaders, bodyToken: string | undefined): string | undefined {
  const [, bearer] = /^Bearer\s+(.+)$/i.exec(headers.authorization ?? '') ?? [];
  return bearer ?? bodyToken;
}

/** Refuses a missing, unknown or wrong kind of token; undefined means it may pass. */
export function refuseToken(
  token: string | undefined,
  wanted: TokenKind,
  credentials: Credentials,
): Refusal | undefined {
  if (!token) return { ok: false, error: 'not_authed' };
  const kind = kindOf(token, credentials);
  if (!kind) return { ok: false, error: 'invalid_auth' };
  return kind === wanted ? undefined : { ok: false, error: 'not_allowed_token_type' };
}

/** Refuses when none of the wanted scopes was granted; an empty list wants none. */
export function refuseScopes(anyOf: readonly string[], granted: readonly string[]): Refusal | undefined {
  if (anyOf.length === 0 || anyOf.some((scope) => granted.includes(scope))) return undefined;
  return { ok: false, error: 'missing_scope', needed: anyOf.join(','), provided: granted.join(',') };
}

function kindOf(token: string, credentials: Credentials): TokenKind | undefined {
  if (token === credentials.botToken) return 'bot';
  return token === credentials.appToken ? 'app' : undefined;
}
