import { randomBytes } from 'node:crypto';
import type { Role } from './rbac.ts';

export interface User {
  name: string;
  /** The namespace of the service account. */
  namespace: string;
  groups: string[];
  role?: Role;
}

/** Issues one opaque token a service account and tells whose token a request carries. */
export class Authenticator {
  private readonly users = new Map<string, User>();
  private readonly tokens = new Map<string, string>();

  constructor(roles: Role[], namespace: string) {
    for (const role of roles) {
      const token = randomBytes(24).toString('base64url');
      this.tokens.set(role.name, token);
      this.users.set(token, {
        name: `system:serviceaccount:${namespace}:${role.name}`,
        namespace,
        groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
        role,
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
