import type { Identity } from '../domain/request/plan.ts';
import type {
  AddOptions,
  Addition,
  ContainerOptions,
  LogReading,
  PodEventOptions,
  Preflight,
  PreflightOptions,
  ReadLogOptions,
  Release,
  ReleaseOptions,
  Reporting,
} from './cluster-containers.ts';
import type {
  Failed,
  FindPodOptions,
  ListPodsOptions,
  NamespaceReading,
  PodListing,
  PodReading,
  PodSearch,
  ReadNamespaceOptions,
  ReadPodOptions,
} from './cluster-pods.ts';
import type {
  ExecOptions,
  ExecOutcome,
  ExecWhenRunningOptions,
  FollowOptions,
  FollowOutcome,
  NeverStarted,
} from './cluster-runs.ts';

// What people outside this room import comes from here.
export type * from './cluster-containers.ts';
export type * from './cluster-pods.ts';
export type * from './cluster-runs.ts';

/** One cluster, as the rest of Keyhole sees it. No method rejects for what a cluster or a network can do. */
export interface Cluster {
  readonly name: string;
  /** The API server's address: two clusters that have the same are one. Undefined until its kubeconfig can be read. */
  readonly server: string | undefined;
  /** The same cluster as another user sees it, by impersonation; without one, as Keyhole's own account does. Closing it closes nothing. */
  as(identity: Identity | undefined): Cluster;
  /** Finds the pod that a person means. */
  findPod(options: FindPodOptions): Promise<PodSearch>;
  /** Reads exactly this pod as it stands now. */
  readPod(options: ReadPodOptions): Promise<PodReading>;
  /** The pods of a namespace that something can be started in, in the order of their names. */
  listPods(options: ListPodsOptions): Promise<PodListing>;
  /** Reads the labels of a namespace as they stand now. */
  readNamespace(options: ReadNamespaceOptions): Promise<NamespaceReading>;
  /** Asks, changing nothing, whether the container could be added to the pod and commands run in it. */
  preflight(options: PreflightOptions): Promise<Preflight>;
  /** Adds the container to exactly this pod. Doing it again with the same container changes nothing. */
  addContainer(options: AddOptions): Promise<Addition>;
  /** Runs one command, at most once. Rejects only with what a callback threw. */
  exec(options: ExecOptions): Promise<ExecOutcome>;
  /** The same in a container that is still starting: tries again, but only while it is certain that nothing ran. */
  execWhenRunning(options: ExecWhenRunningOptions): Promise<ExecOutcome | NeverStarted>;
  /**
   * Follows a container whose own process is the command, from its start to its end: its log, then its exit code. It
   * goes on through broken connections. Rejects only with what a callback threw.
   */
  followContainer(options: FollowOptions): Promise<FollowOutcome>;
  /** How a debug container stands. */
  report(options: ContainerOptions): Promise<Reporting>;
  /** The end of a container's log, of all that it still keeps. */
  readLog(options: ReadLogOptions): Promise<LogReading>;
  /** Writes an Event on the pod. The same name again is no second Event. */
  recordEvent(options: PodEventOptions): Promise<{ readonly kind: 'recorded' } | Failed>;
  /** Lets the process of a debug container end. A container that is over, or whose pod is, counts as gone. */
  release(options: ReleaseOptions): Promise<Release>;
  close(): Promise<void>;
}
