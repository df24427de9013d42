import type { Cluster } from '../../kubernetes/cluster.ts';
import type { Logger } from '../../logger.ts';
import type { Outputs } from '../../requests/outputs.ts';
import type { Requests } from '../../requests/requests.ts';
import type { Redactor } from '../../transcript/redactor.ts';

/** What a session needs around it, whatever its mode. */
export interface SessionDeps {
  readonly requests: Requests;
  /** As Keyhole's own account sees it. */
  readonly cluster: Cluster;
  readonly outputs: Outputs;
  readonly redactor: Redactor;
  readonly logger: Logger;
  readonly now: () => number;
  /** Sleeps for a number of milliseconds. */
  readonly wait: (ms: number) => Promise<unknown>;
  /** Asks for the thread to show what has come; called at once for the first output, then at most every `tailEveryMs`. */
  readonly showProgress: (requestId: string) => Promise<void>;
  readonly tailEveryMs: number;
  /** How often a run looks whether its session was ended meanwhile, in milliseconds. */
  readonly watchEveryMs: number;
}
