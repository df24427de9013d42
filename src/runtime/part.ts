import type { Config } from '../config.ts';
import type { Policy } from '../domain/policy/policy.ts';
import type { WorkersOptions } from '../jobs/workers.ts';
import type { Logger } from '../logger.ts';
import type { Redactor } from '../transcript/redactor.ts';
import type { Check } from './http-server.ts';
import type { Store } from './store.ts';

/** What every part is built from. */
export interface PartOptions {
  readonly config: Config;
  readonly policy: () => Policy;
  /** What is wrong with its file as it is now, each as `file:line:column: …`. */
  readonly policyProblems: () => readonly string[];
  readonly logger: Logger;
  readonly store: Store;
  readonly redactor: Redactor;
  readonly now: () => number;
}

/** One half of Keyhole in this process: the queues that it serves, and how to tell that it is well. */
export interface Part {
  readonly queues: WorkersOptions['queues'];
  readonly checks: Readonly<Record<string, Check>>;
  stop(): Promise<void>;
}
