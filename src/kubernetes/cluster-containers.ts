import type { ContainerReport } from '../domain/container/container-report.ts';
import type { DebugContainer } from '../domain/container/debug-container.ts';
import type { Mode } from '../domain/request/plan.ts';
import type { Failed, PodIdentity } from './cluster-pods.ts';

export interface AddOptions {
  readonly namespace: string;
  readonly pod: PodIdentity;
  readonly container: DebugContainer;
  readonly signal?: AbortSignal;
}

export interface PreflightOptions extends AddOptions {
  /** Which of the verbs are needed follows from it. */
  readonly mode: Mode;
  /** The container is in the pod already and is to be used, not added. */
  readonly reused: boolean;
  /** The same container under other profiles, tried in this order where Pod Security refuses the one that is asked for. */
  readonly alternatives: readonly { readonly profile: string; readonly container: DebugContainer }[];
}

export type Preflight =
  | { readonly kind: 'ok'; readonly warnings: readonly string[] }
  | {
      readonly kind: 'refused';
      readonly sentence: string;
      /** The first of the alternatives that the cluster admits, where Pod Security was in the way. */
      readonly passes?: string;
    };

export type Addition =
  | { readonly kind: 'added' }
  /** It is certain that the container was not added. */
  | { readonly kind: 'refused'; readonly sentence: string }
  /** No answer came, so the container may be there: release it, or add it again. */
  | { readonly kind: 'unknown'; readonly sentence: string };

export interface ContainerOptions {
  readonly namespace: string;
  readonly pod: PodIdentity;
  readonly container: string;
  readonly signal?: AbortSignal;
}

export type Reporting =
  | { readonly kind: 'reported'; readonly report: ContainerReport }
  /** The pod is gone or another, or it has no such container. */
  | { readonly kind: 'gone'; readonly sentence: string }
  | Failed;

export interface ReadLogOptions extends ContainerOptions {
  /** At most so many of its last lines, and so many bytes. */
  readonly lines: number;
  readonly bytes: number;
}

export type LogReading =
  | { readonly kind: 'log'; readonly text: Buffer; /** There was more before it. */ readonly cut: boolean }
  | Failed;

/** An Event on the pod, which `kubectl describe pod` shows. It must hold no output. */
export interface PodEventOptions {
  readonly namespace: string;
  readonly pod: PodIdentity;
  readonly container: string;
  /** A name in the namespace; it makes the Event one, however often it is written. */
  readonly name: string;
  /** One word in CamelCase. */
  readonly reason: string;
  readonly message: string;
  readonly signal?: AbortSignal;
}

export interface ReleaseOptions {
  readonly namespace: string;
  readonly pod: PodIdentity;
  readonly container: string;
  /** The command that makes the container's process end. */
  readonly argv: readonly string[];
  readonly signal?: AbortSignal;
}

export type Release =
  | { readonly kind: 'released' }
  | { readonly kind: 'gone' }
  /** It has not started, and may still: it can be released once it runs. */
  | { readonly kind: 'not-yet'; readonly sentence: string }
  | Failed;
