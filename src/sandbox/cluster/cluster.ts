import type { Authenticator } from './authentication.ts';
import type { EphemeralStarts } from './ephemeral-starts.ts';
import type { Faults } from './faults.ts';
import type { Kubelet } from './kubelet.ts';
import type { PodLifecycle } from './pod-lifecycle.ts';
import type { Runtime } from './runtime.ts';
import type { Store } from './store.ts';

/** The parts of a running sandbox cluster that the API's handlers use. */
export interface Cluster {
  store: Store;
  runtime: Runtime;
  kubelet: Kubelet;
  ephemerals: EphemeralStarts;
  lifecycle: PodLifecycle;
  authenticator: Authenticator;
  faults: Faults;
  now: () => Date;
}
