import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { User } from '@kubernetes/client-node';
import { parse } from 'yaml';

/**
 * The users of a kubeconfig, with the `tokenFile` that client-node leaves out: kubectl reads the token from there, again
 * and again, and prefers it to one in the kubeconfig itself. A relative path counts from the kubeconfig.
 */
export function withTokenFiles(users: readonly User[], kubeconfig: string): User[] {
  const files = tokenFilesOf(kubeconfig);
  return users.map((user) => {
    const file = files.get(user.name);
    if (file === undefined) return user;
    const { token: _token, ...rest } = user;
    const tokenFile = path.resolve(path.dirname(kubeconfig), file);
    return { ...rest, authProvider: { name: 'tokenFile', config: { tokenFile } } };
  });
}

function tokenFilesOf(kubeconfig: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  const users: unknown = at(parse(readFileSync(kubeconfig, 'utf8')), 'users');
  for (const entry of Array.isArray(users) ? users : []) {
    const name = at(entry, 'name');
    const file = at(at(entry, 'user'), 'tokenFile');
    if (typeof name === 'string' && typeof file === 'string' && file !== '') files.set(name, file);
  }
  return files;
}

function at(value: unknown, key: string): unknown {
  return value !== null && typeof value === 'object' ? Reflect.get(value, key) : undefined;
}
