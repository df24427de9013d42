import type { ListeningPort, RunningContainer, ServerEnd } from './container.ts';
import { createContainer } from '../kubelet/container-creation.ts';
import type { Surroundings } from '../kubelet/container-creation.ts';
import { newContainerId } from '../state/identifiers.ts';
import type { Image } from '../kubelet/images.ts';
import { KeptLogs } from '../kubelet/kept-logs.ts';
import { NamespaceNumbers } from './namespace-ids.ts';
import type { ContainerSpec, Pod } from '../api/objects.ts';
import { PidNamespace } from './processes.ts';
import { makeHost } from '../shell/host.ts';
import { resolveProgram } from '../shell/resolve.ts';
import type { Host, Streams } from '../shell/program.ts';
import { tools } from '../shell-commands/tools.ts';
import { BufferedSource, emptySource } from '../api/streams.ts';
import { PodVolumes } from '../kubelet/volumes.ts';
import type { DataSource } from '../kubelet/volumes.ts';

export type StartResult =
  | { kind: 'started'; container: RunningContainer }
  | { kind: 'start error'; id: string; message: string }
  | { kind: 'create error'; message: string };

export interface StartPlan {
  pod: Pod;
  spec: ContainerSpec;
  image: Image;
  /** The running container whose PID namespace is shared; absent: a namespace of its own. */
  target?: RunningContainer;
  /** One of the pod's own containers: its image's server listens, writes these lines and may end. */
  ordinary?: { log: string[]; end?: ServerEnd };
}

const startPrefix =
  'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: ';

/** The words of runc for a program that cannot be started (recordings/kubernetes/image-and-start-failures.json). */
export function missingProgram(name: string | undefined): string {
  if (name === undefined) return 'args must not be empty';
  return name.includes('/')
    ? `exec: "${name}": stat ${name}: no such file or directory`
    : `exec: "${name}": executable file not found in $PATH`;
}

/** The container runtime of all nodes: starts containers, runs commands in them, ends them. */
export class Runtime {
  readonly volumes: PodVolumes;
  readonly logs: KeptLogs;
  private readonly now: () => Date;
  private readonly numbers = new NamespaceNumbers();
  private readonly containers = new Map<string, RunningContainer>();
  /** The process namespaces of pods whose containers share one. */
  private readonly shared = new Map<string, PidNamespace>();

  constructor(now: () => Date, data: DataSource) {
    this.now = now;
    this.volumes = new PodVolumes(data);
    this.logs = new KeptLogs(now);
  }

  /** The container that runs or last ran under a name of a pod. */
  find(podUid: string, name: string): RunningContainer | undefined {
    return this.containers.get(`${podUid}/${name}`);
  }

  isRunning(container: RunningContainer | undefined): container is RunningContainer {
    return container !== undefined && !container.main.ended;
  }

  hostOf(container: RunningContainer): Host {
    return makeHost(container, tools, this.now);
  }

  /** Creates a container and starts its main process. */
  async start(plan: StartPlan): Promise<StartResult> {
    const { pod, spec, image, target, ordinary } = plan;
    const id = newContainerId();
    if (target?.main.ended === true) {
      return {
        kind: 'create error',
        message: `failed to generate container "${id}" spec: failed to generate spec opts: invalid target container: container "${target.id}" is not running - in state CONTAINER_EXITED`,
      };
    }
    const pids = target?.pids ?? this.pidsOf(pod);
    const namespaces = this.numbers.ofContainer(pod.metadata.uid, pids.number);
    const container: RunningContainer = {
      ...createContainer({ id, pod, spec, image, pids, namespaces }, this.surroundings()),
      ...(ordinary === undefined ? {} : { ordinary: ordinary.end ?? {} }),
    };
    const { main } = container;
    const resolved = await resolveProgram(container, main.argv[0] ?? '', container.env.PATH);
    if (resolved.kind === 'not found' || resolved.kind === 'not executable') {
      main.end(128);
      this.logs.addOver(pod.metadata.uid, spec.name, id);
      return { kind: 'start error', id, message: startPrefix + missingProgram(main.argv[0]) };
    }
    const key = `${pod.metadata.uid}/${spec.name}`;
    this.containers.set(key, container);
    this.logs.add(pod.metadata.uid, spec.name, id, container.log);
    main.aborted.addEventListener('abort', () => {
      container.pids.killContainer(id);
      container.log.close();
    });
    for (const line of ordinary?.log ?? []) container.log.append(`${line}\n`);
    this.runMain(container);
    return { kind: 'started', container };
  }

  /** Forgets the containers of a pod and ends what still runs. */
  removePod(podUid: string): void {
    for (const [key, container] of this.containers) {
      if (!key.startsWith(`${podUid}/`)) continue;
      this.end(container);
      this.containers.delete(key);
    }
    this.logs.forget(podUid);
    this.shared.get(podUid)?.get(1)?.deliver('KILL');
    this.shared.delete(podUid);
    this.volumes.forget(podUid);
    this.numbers.forget(podUid);
  }

  containersOf(podUid: string): RunningContainer[] {
    return [...this.containers].filter(([key]) => key.startsWith(`${podUid}/`)).map(([, value]) => value);
  }

  stop(): void {
    for (const container of this.containers.values()) this.end(container);
  }

  private end(container: RunningContainer): void {
    container.main.deliver('KILL');
    container.pids.killContainer(container.id);
  }

  /** A PID namespace for a container: its own, or the pod's with the pod's pause process as 1. */
  private pidsOf(pod: Pod): PidNamespace {
    if (pod.spec.shareProcessNamespace !== true) return new PidNamespace(this.numbers.newNumber());
    const known = this.shared.get(pod.metadata.uid);
    if (known !== undefined) return known;
    const made = new PidNamespace(this.numbers.newNumber());
    const owner = { uid: 65535, gid: 65535, groups: [65535], capabilities: new Set<string>() };
    const pause = { ppid: 0, argv: ['/pause'], env: {}, cwd: '/', containerId: '', startedAt: this.now() };
    made.spawn({ ...pause, owner });
    this.shared.set(pod.metadata.uid, made);
    return made;
  }

  private surroundings(): Surroundings {
    return {
      now: this.now,
      volumes: this.volumes,
      portsOf: (pod) => this.portsOf(pod),
      byId: (wanted) => [...this.containers.values()].find((known) => known.id === wanted),
    };
  }

  private runMain(container: RunningContainer): void {
    const { main, log, env } = container;
    const streams: Streams = {
      stdin: new BufferedSource(emptySource),
      stdout: log.sink('stdout'),
      stderr: log.sink('stderr'),
    };
    void this.hostOf(container)
      .replace(main, { argv: main.argv, streams, env })
      .then((result) => main.end(result.kind === 'ran' ? result.status : 127));
  }

  private portsOf(pod: Pod): ListeningPort[] {
    return pod.spec.containers.flatMap((spec) => {
      const container = this.find(pod.metadata.uid, spec.name);
      if (!this.isRunning(container)) return [];
      const process = (container.main.argv[0] ?? '').split('/').at(-1) ?? '';
      const uid = container.owner.uid;
      return (spec.ports ?? []).map(({ containerPort }) => ({ port: containerPort, process, uid }));
    });
  }
}
