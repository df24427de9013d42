import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';
import type { KubeConfig } from '@kubernetes/client-node';
import { CredentialsError } from './credentials-error.ts';
import type { HttpsOptions } from './tls-options.ts';

/**
 * What a kubeconfig gives for a connection, asked for once by all calls that want it at the same time: a credential
 * plugin is a process each time that it is asked. After `deadlineMs` it is given up and its process ended.
 */
export class Credentials {
  readonly #deadlineMs: number;
  #pending: { readonly config: KubeConfig; readonly options: Promise<HttpsOptions> } | undefined;

  constructor(deadlineMs: number) {
    this.#deadlineMs = deadlineMs;
  }

  /** Throws CredentialsError. */
  of(config: KubeConfig): Promise<HttpsOptions> {
    if (this.#pending?.config === config) return this.#pending.options;
    const options = this.#ask(config).finally(() => {
      if (this.#pending?.options === options) this.#pending = undefined;
    });
    this.#pending = { config, options };
    return options;
  }

  async #ask(config: KubeConfig): Promise<HttpsOptions> {
    const options: HttpsOptions = {};
    limitPlugins(config, this.#deadlineMs);
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(
      () => late.reject(new Error('no credentials within the deadline')),
      this.#deadlineMs,
    );
    try {
      // Raced, because there are other ways that wait for ever, such as OpenID Connect's refresh.
      await Promise.race([config.applyToHTTPSOptions(options), late.promise]);
    } catch (error) {
      throw new CredentialsError(error);
    } finally {
      clearTimeout(timer);
    }
    return options;
  }
}

/** Ends a plugin that takes too long. client-node waits for it for ever and has no option, only this way to start one. */
function limitPlugins(config: KubeConfig, deadlineMs: number): void {
  const authenticators: unknown = Reflect.get(config, 'authenticators');
  for (const each of Array.isArray(authenticators) ? authenticators : []) {
    if (typeof each !== 'object' || each === null || !('execFn' in each)) continue;
    each.execFn = (command: string, args: readonly string[] = [], options: SpawnOptions = {}) =>
      limited(spawn(command, args, options), deadlineMs);
  }
}

function limited(plugin: ChildProcess, deadlineMs: number): ChildProcess {
  // Not the option `timeout`, whose timer goes on where there is no such program.
  const timer = setTimeout(() => {
    plugin.kill('SIGKILL');
    // What it started itself may outlive it and hold its output open.
    plugin.stdout?.destroy();
    plugin.stderr?.destroy();
  }, deadlineMs);
  for (const over of ['close', 'error']) plugin.once(over, () => clearTimeout(timer));
  return plugin;
}
