import { ContainerLog } from './logs.ts';
import type { ListeningPort, PodContext, RunningContainer } from './container.ts';
import { newContainerId } from './identifiers.ts';
import { makeRootFiles } from './image-files.ts';
import type { Image } from './images.ts';
import type { ContainerSpec, Pod } from './objects.ts';
import { PidNamespace } from './processes.ts';
import type { Process, ProcessOwner } from './processes.ts';
import { makeHost } from './shell/host.ts';
import { resolveProgram } from './shell/resolve.ts';
import type { Host, Streams } from './shell/program.ts';
import { tools } from './shell-commands/tools.ts';
import { BufferedSource, emptySource } from './streams.ts';

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
  /** A server program of the world that just runs, instead of a shell command. */
  inert: boolean;
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

/** Who the processes of a container run as. */
export function ownerOf(pod: Pod, spec: ContainerSpec, image: Image): ProcessOwner {
  const uid = spec.securityContext?.runAsUser ?? pod.spec.securityContext.runAsUser ?? image.user;
  const gid = spec.securityContext?.runAsGroup ?? pod.spec.securityContext.runAsGroup;
  return { uid, gid: gid ?? (uid === 65532 ? 65532 : 0) };
}

/** The container runtime of all nodes: starts containers, runs commands in them, ends them. */
export class Runtime {
  private readonly now: () => Date;
  private readonly containers = new Map<string, RunningContainer>();

  constructor(now: () => Date) {
    this.now = now;
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
    const { pod, spec, image, target } = plan;
    const id = newContainerId();
    if (target !== undefined && target.main.ended) {
      return {
        kind: 'create error',
        message: `failed to generate container "${id}" spec: failed to generate spec opts: invalid target container: container "${target.id}" is not running - in state CONTAINER_EXITED`,
      };
    }
    const argv = commandOf(spec, image);
    const container = this.create(plan, id, argv);
    const resolved = await resolveProgram(container, argv[0] ?? '', container.env.PATH);
    if (resolved.kind === 'not found' || resolved.kind === 'not executable') {
      container.main.end(128);
      return { kind: 'start error', id, message: startPrefix + missingProgram(argv[0]) };
    }
    this.containers.set(`${pod.metadata.uid}/${spec.name}`, container);
    container.main.aborted.addEventListener('abort', () => {
      container.pids.killContainer(id);
      container.log.close();
    });
    if (plan.inert) container.main.onSignal = (signal) => endOnTermination(container.main, signal);
    else this.runMain(container, argv);
    return { kind: 'started', container };
  }

  /** Forgets the containers of a pod and ends what still runs. */
  removePod(podUid: string): void {
    for (const [key, container] of this.containers) {
      if (!key.startsWith(`${podUid}/`)) continue;
      container.main.deliver('KILL');
      container.pids.killContainer(container.id);
      this.containers.delete(key);
    }
  }

  containersOf(podUid: string): RunningContainer[] {
    return [...this.containers].filter(([key]) => key.startsWith(`${podUid}/`)).map(([, value]) => value);
  }

  stop(): void {
    for (const container of this.containers.values()) {
      container.main.deliver('KILL');
      container.pids.killContainer(container.id);
    }
  }

  private create(plan: StartPlan, id: string, argv: string[]): RunningContainer {
    const { pod, spec, image, target } = plan;
    const context = contextOf(pod);
    const owner = ownerOf(pod, spec, image);
    const pids = target?.pids ?? new PidNamespace();
    const startedAt = this.now();
    const env: Record<string, string> = {
      ...image.env,
      HOSTNAME: context.podName,
      KUBERNETES_SERVICE_HOST: '10.96.0.1',
      KUBERNETES_SERVICE_PORT: '443',
      HOME: owner.uid === 0 ? '/root' : '/',
      ...Object.fromEntries((spec.env ?? []).map(({ name, value }) => [name, value ?? ''])),
    };
    const main = pids.spawn({
      ppid: 0,
      argv,
      env,
      cwd: spec.workingDir ?? '/',
      owner,
      containerId: id,
      startedAt,
    });
    return {
      id,
      spec,
      image,
      pod: context,
      files: makeRootFiles(image, context, owner),
      pids,
      main,
      log: new ContainerLog(this.now),
      owner,
      env,
      startedAt,
      ports: () => this.portsOf(pod),
      containerOf: (wanted) => [...this.containers.values()].find((known) => known.id === wanted),
    };
  }

  private runMain(container: RunningContainer, argv: string[]): void {
    const sink = container.log.sink();
    const streams: Streams = { stdin: new BufferedSource(emptySource), stdout: sink, stderr: sink };
    const host = this.hostOf(container);
    const { main } = container;
    void host
      .replace(main, { argv, streams, env: container.env })
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

/** A server that heeds TERM, INT, HUP and QUIT, as a Go program does. */
function endOnTermination(process: Process, signal: string): 'handled' | 'default' {
  if (!['TERM', 'INT', 'HUP', 'QUIT'].includes(signal)) return 'default';
  process.end(signal === 'TERM' ? 143 : 2);
  return 'handled';
}

function commandOf(spec: ContainerSpec, image: Image): string[] {
  const command = spec.command ?? image.entrypoint;
  const args = spec.args ?? (spec.command === undefined ? image.cmd : []);
  return [...command, ...args];
}

function contextOf(pod: Pod): PodContext {
  return {
    namespace: pod.metadata.namespace ?? '',
    podName: pod.metadata.name,
    podUid: pod.metadata.uid,
    podIp: pod.status.podIP ?? '',
    nodeName: pod.spec.nodeName ?? '',
  };
}
