import { randomBytes } from 'node:crypto';
import type { Role } from './roles.ts';

export interface User {
  name: string;
  groups: string[];
  /** The short name and namespace of a service account; absent for a person. */
  account?: string;
  namespace?: string;
}

/** Everybody with an identity is in this group. */
const authenticated = 'system:authenticated';

/** A person, as a reviewer or an impersonator names them. */
export function personOf(name: string, groups: readonly string[]): User {
  return { name, groups: [...new Set([...groups, authenticated])] };
}

/** Issues one opaque token a service account and tells whose token a request carries. */
export class Authenticator {
  private readonly users = new Map<string, User>();
  private readonly tokens = new Map<string, string>();

  constructor(roles: readonly Role[], namespace: string) {
    for (const { name } of roles) {
      const token = randomBytes(24).toString('base64url');
      this.tokens.set(name, token);
      this.users.set(token, {
        name: `system:serviceaccount:${namespace}:${name}`,
        groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, authenticated],
        account: name,
        namespace,
      });
    }
  }

  /** The token of a service account, by its short name. Throws for an unknown one. */
  tokenOf(account: string): string {
    const token = this.tokens.get(account);
    if (token === undefined) throw new Error(`The sandbox cluster has no service account "${account}".`);
    return token;
  }

  accounts(): string[] {
    return [...this.tokens.keys()];
  }

  userNamed(name: string): User | undefined {
    return [...this.users.values()].find((user) => user.name === name);
  }

  userOf(authorization: string | undefined): User | undefined {
    const match = /^Bearer\s+(.+)$/i.exec(authorization ?? '');
    return match?.[1] === undefined ? undefined : this.users.get(match[1].trim());
  }
}
