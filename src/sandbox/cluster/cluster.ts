import type { AdmissionPolicy } from './admission-policy.ts';
import type { Authenticator } from './authentication.ts';
import type { EphemeralStarts } from './ephemeral-starts.ts';
import type { Faults } from './faults.ts';
import type { Kubelet } from './kubelet.ts';
import type { PodEvents } from './pod-events.ts';
import type { PodLifecycle } from './pod-lifecycle.ts';
import type { Rbac } from './rbac.ts';
import type { Runtime } from './runtime.ts';
import type { Store } from './store.ts';

/** The parts of a running sandbox cluster that the API's handlers use. */
export interface Cluster {
  store: Store;
  runtime: Runtime;
  kubelet: Kubelet;
  ephemerals: EphemeralStarts;
  events: PodEvents;
  lifecycle: PodLifecycle;
  /** From one bookmark of an idle watch to the next, in milliseconds. */
  bookmarkMs: number;
  policies: AdmissionPolicy[];
  authenticator: Authenticator;
  rbac: Rbac;
  faults: Faults;
  now: () => Date;
}
