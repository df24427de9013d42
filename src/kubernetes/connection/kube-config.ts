import { accessSync, constants, existsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { KeyholeError } from '../../errors.ts';
import { quote } from '../failures/quote.ts';
import { withTokenFiles } from './token-files.ts';

export interface KubeConfigChoice {
  /** The cluster's name in Keyhole's policy, for sentences. */
  readonly name: string;
  /** Absent: the current context, or the pod's own service account. */
  readonly context?: string;
  /** As the variable KUBECONFIG: one path, or several with the platform's delimiter. Absent: the usual places. */
  readonly kubeconfig?: string;
}

/** Reads the kubeconfig and checks what can be checked without the network. Throws KeyholeError `cluster-config`. */
export function loadKubeConfig({ name, context, kubeconfig }: KubeConfigChoice): KubeConfig {
  const fail = (what: string, cause?: unknown): never => {
    throw new KeyholeError('cluster-config', `The cluster ${name} cannot be used: ${what}`, { cause });
  };
  const config = kubeconfig ? fromFiles(kubeconfig, fail) : fromUsualPlaces(fail);
  if (context !== undefined) config.setCurrentContext(context);
  const current = config.getCurrentContext();
  if (!current) return fail('its kubeconfig has no current context. Name one under `context` in the policy.');
  if (!config.getContextObject(current)) {
    const known = config.getContexts().map((each) => each.name);
    const choice = known.length > 0 ? `It has ${quote(known.join(', '))}.` : 'It has none.';
    return fail(`its kubeconfig has no context named ${quote(current)}. ${choice}`);
  }
  const cluster = config.getCurrentCluster();
  if (!cluster) return fail(`the context ${quote(current)} names a cluster that its kubeconfig lacks.`);
  const user = config.getCurrentUser();
  if (!user) return fail(`the context ${quote(current)} names a user that its kubeconfig lacks.`);
  if (!URL.canParse(cluster.server) || new URL(cluster.server).protocol !== 'https:') {
    return fail('the server in its kubeconfig is not an https address.');
  }
  if (cluster.proxyUrl && !URL.canParse(cluster.proxyUrl)) {
    return fail('the proxy-url in its kubeconfig is not an address.');
  }
  for (const file of [cluster.caFile, user.certFile, user.keyFile]) {
    if (file && !readable(file))
      return fail(`the file ${quote(file)} that its kubeconfig names cannot be read.`);
  }
  return config;
}

/** Merges as kubectl does: the first file that defines a name wins, and files that are not there are passed over. */
function fromFiles(kubeconfig: string, fail: (what: string, cause?: unknown) => never): KubeConfig {
  const files = kubeconfig.split(path.delimiter).filter((file) => file !== '');
  const present = files.filter((file) => existsSync(file));
  if (present.length === 0) return fail(`there is no kubeconfig at ${quote(files.join(', '))}.`);
  const merged = new KubeConfig();
  for (const file of present) {
    const part = new KubeConfig();
    try {
      part.loadFromFile(file, { onInvalidEntry: 'filter' });
      part.users = withTokenFiles(part.users, file);
    } catch (error) {
      // The parser's message may quote a line of the file, so only the code is kept.
      fail(`the kubeconfig ${quote(file)} cannot be read or is not valid YAML.`, codeOnly(error));
    }
    merged.clusters = firstOfName([...merged.clusters, ...part.clusters]);
    merged.users = firstOfName([...merged.users, ...part.users]);
    merged.contexts = firstOfName([...merged.contexts, ...part.contexts]);
    if (!merged.currentContext && part.currentContext) merged.setCurrentContext(part.currentContext);
  }
  return merged;
}

function fromUsualPlaces(fail: (what: string, cause?: unknown) => never): KubeConfig {
  const variable = process.env['KUBECONFIG'];
  if (variable) return fromFiles(variable, fail);
  const config = new KubeConfig();
  try {
    config.loadFromDefault({ onInvalidEntry: 'filter' });
    const home = path.join(homedir(), '.kube', 'config');
    if (existsSync(home)) config.users = withTokenFiles(config.users, home);
  } catch (error) {
    return fail('the kubeconfig in the home directory is not valid YAML.', codeOnly(error));
  }
  // What client-node falls back to when there is neither a file nor a service account.
  if (config.getCurrentCluster()?.server === 'http://localhost:8080') {
    return fail(
      'there is no kubeconfig and no service account. Set KUBECONFIG, or run Keyhole in the cluster.',
    );
  }
  return config;
}

function firstOfName<Entry extends { readonly name: string }>(entries: readonly Entry[]): Entry[] {
  return entries.filter((entry, at) => entries.findIndex(({ name }) => name === entry.name) === at);
}

function codeOnly(error: unknown): Error {
  return new Error(error instanceof Error ? error.name : 'not an error');
}

function readable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
