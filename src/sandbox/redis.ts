import { startPrivateRedis } from './redis-private.ts';

/** A Redis for the demo and the tests. */
export interface SandboxRedis {
  readonly url: string;
  /** Whether the server is a private one, which ends with `stop` or with this process; one from REDIS_URL stays. */
  readonly owned: boolean;
  /** The running private server's process; undefined for one from REDIS_URL and while there is none. */
  readonly pid: number | undefined;
  /** Ends a private server and removes its folder; may be called more than once. */
  stop(): Promise<void>;
  /** Signals a private server, to rehearse an outage. Throws for one from REDIS_URL and when none runs. */
  kill(signal: NodeJS.Signals): void;
  /** Starts a private server anew, on the same port and with the same folder; ends it first if it still runs. */
  restart(): Promise<void>;
}

export interface RedisOptions {
  /** Where REDIS_URL and PATH are read from; the process's own environment unless told. */
  env?: NodeJS.ProcessEnv;
  /** Whether a private server keeps its data over a `restart`; it forgets everything unless told. */
  appendOnly?: boolean;
}

/**
 * The Redis that REDIS_URL names, else a private redis-server or valkey-server on a free port of 127.0.0.1.
 * Resolves when the private server answers; rejects with a sentence that says what to install when there is none.
 */
export async function startRedis({
  env = process.env,
  appendOnly = false,
}: RedisOptions = {}): Promise<SandboxRedis> {
  const url = env['REDIS_URL'];
  return url ? borrowedRedis(url) : startPrivateRedis({ env, appendOnly });
}

function borrowedRedis(url: string): SandboxRedis {
  const refuse = (): never => {
    throw new Error(
      'The Redis at REDIS_URL is not the sandbox’s to signal or restart: unset REDIS_URL for this.',
    );
  };
  return {
    url,
    owned: false,
    pid: undefined,
    stop: async () => {},
    kill: refuse,
    restart: async () => refuse(),
  };
}
