import type { Wanted } from '../domain/asking/ask.ts';
import type { DebugContainer, VolumeMount } from '../domain/container/debug-container.ts';
import type { Labels } from '../domain/request/plan.ts';

/** A pod by its name and the one life of it that is meant. */
export interface PodIdentity {
  readonly name: string;
  readonly uid: string;
}

export interface Failed {
  readonly kind: 'failed';
  readonly sentence: string;
}

export interface FindPodOptions extends SearchOptions {
  readonly wanted: Wanted;
}

/** Where a pod is looked for, whatever names it. */
export interface SearchOptions {
  readonly namespace: string;
  /**
   * Which pods there are for whoever asks: the others are neither picked, offered nor counted. One that is named in full,
   * and the pods of a workload that is, are found all the same. Absent: all.
   */
  readonly isShown?: (pod: FoundPod) => boolean;
  readonly signal?: AbortSignal;
}

export interface ReadPodOptions {
  readonly namespace: string;
  readonly pod: PodIdentity;
  readonly signal?: AbortSignal;
}

export interface ReadNamespaceOptions {
  readonly namespace: string;
  readonly signal?: AbortSignal;
}

export interface ListPodsOptions {
  readonly namespace: string;
  /** How many are wanted. */
  readonly most: number;
  readonly signal?: AbortSignal;
}

export interface FoundPod extends PodIdentity {
  /** Such as `Deployment api` or `StatefulSet cart`; absent for a pod without an owner. */
  readonly owner?: string;
  readonly labels: Labels;
  /** Empty while the pod is not scheduled. */
  readonly node: string;
  readonly phase: string;
  readonly containers: readonly PodContainer[];
  /** The container of the annotation `kubectl.kubernetes.io/default-container`, else the first. */
  readonly defaultContainer: string;
  readonly existingDebugContainers: readonly ExistingDebugContainer[];
  readonly ready: boolean;
  /** Of all its containers together. */
  readonly restarts: number;
  /** Milliseconds since the epoch; absent before a kubelet took the pod up. */
  readonly startedAt?: number;
}

export interface PodContainer {
  readonly name: string;
  readonly ready: boolean;
  readonly running: boolean;
  /** Such as `running` or `waiting (CrashLoopBackOff)`. */
  readonly state: string;
  /** Whom its process runs as: what the kubelet tells, else its own or the pod's security context; absent where neither does. */
  readonly uid?: number;
  readonly gid?: number;
  /** Without those by `subPath`, and without the service account's token. */
  readonly volumeMounts: readonly VolumeMount[];
}

export interface ExistingDebugContainer {
  readonly running: boolean;
  /** As it stands in the pod, as far as Keyhole writes it. */
  readonly container: DebugContainer;
}

export type PodSearch =
  | {
      readonly kind: 'found';
      readonly pod: FoundPod;
      /** One sentence that says why this one of several pods was picked. */
      readonly why?: string;
    }
  /** The first ten in order of name; `total` counts them all. */
  | { readonly kind: 'several'; readonly pods: readonly FoundPod[]; readonly total: number }
  | {
      readonly kind: 'none';
      /** Names of pods, or of workloads where one was wanted, that are spelled nearly so, best first, at most five. */
      readonly nearest: readonly string[];
      /** Absent where it was not asked or may not be known. */
      readonly namespaceExists?: boolean;
    }
  | Failed;

export type PodReading =
  | { readonly kind: 'found'; readonly pod: FoundPod }
  /** The pod is gone, or another took its name. */
  | { readonly kind: 'gone'; readonly sentence: string }
  | Failed;

export type NamespaceReading =
  | { readonly kind: 'found'; readonly labels: Labels }
  /** There is none of that name. */
  | { readonly kind: 'none' }
  | Failed;

/** `cut`: there are more than were wanted. */
export type PodListing =
  { readonly kind: 'listed'; readonly pods: readonly FoundPod[]; readonly cut: boolean } | Failed;
