import type { IFileSystem } from 'just-bash';
import type { ContainerSpec } from '../api/objects.ts';
import type { Image } from '../kubelet/images.ts';
import type { ContainerLog } from '../kubelet/logs.ts';
import type { NamespaceIds } from './namespace-ids.ts';
import type { PidNamespace, Process, ProcessOwner } from './processes.ts';
import type { Mount } from '../kubelet/volumes.ts';

/** What the node tells a container about its surroundings. */
export interface PodContext {
  namespace: string;
  podName: string;
  podUid: string;
  podIp: string;
  nodeName: string;
}

/** A container that the sandbox's runtime started: its files, its processes, its log. */
export interface RunningContainer {
  id: string;
  spec: ContainerSpec;
  image: Image;
  pod: PodContext;
  files: IFileSystem;
  mounts: Mount[];
  pids: PidNamespace;
  namespaces: NamespaceIds;
  main: Process;
  log: ContainerLog;
  owner: ProcessOwner;
  env: Record<string, string>;
  startedAt: Date;
  /** Set for the pod's own containers, whose image's server holds the ports; it may end by itself. */
  ordinary?: Partial<ServerEnd>;
  /** Sockets that listen in the pod's network namespace. */
  ports: () => ListeningPort[];
  /** The container of any process of the PID namespace, for /proc/PID/root. */
  containerOf: (containerId: string) => RunningContainer | undefined;
}

/** How a server of the world comes to its end. */
export interface ServerEnd {
  afterMs: number;
  exitCode: number;
}

export interface ListeningPort {
  port: number;
  process: string;
  uid: number;
}
