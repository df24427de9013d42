import type { AdmissionPolicy } from './api/admission-policy.ts';
import type { Authenticator } from './api/authentication.ts';
import type { EphemeralStarts } from './kubelet/ephemeral-starts.ts';
import type { Faults } from './faults.ts';
import type { Kubelet } from './kubelet/kubelet.ts';
import type { PodEvents } from './kubelet/pod-events.ts';
import type { PodLifecycle } from './kubelet/pod-lifecycle.ts';
import type { Rbac } from './api/rbac.ts';
import type { Runtime } from './runtime/runtime.ts';
import type { Store } from './state/store.ts';

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
