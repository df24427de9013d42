import { exitCodeOf, isHarmless } from './signals.ts';

export interface ProcessOwner {
  uid: number;
  gid: number;
  /** All groups in order, the primary one among them. */
  groups: number[];
  /** Without "CAP_". */
  capabilities: ReadonlySet<string>;
}

export interface ProcessPlan {
  ppid: number;
  argv: string[];
  env: Record<string, string>;
  cwd: string;
  owner: ProcessOwner;
  /** The container whose file system and life it shares. */
  containerId: string;
  startedAt: Date;
}

/** What a process does with a signal of its own accord. */
export type SignalHandler = (signal: string) => 'handled' | 'default';

export type SignalResult = 'delivered' | 'no such process' | 'not permitted';

/** One entry of a process table. What runs behind it watches `aborted` and reports its end with `end`. */
export class Process {
  readonly pid: number;
  readonly ppid: number;
  readonly env: Record<string, string>;
  readonly owner: ProcessOwner;
  readonly containerId: string;
  readonly startedAt: Date;
  readonly exited: Promise<number>;
  argv: string[];
  cwd: string;
  onSignal: SignalHandler = () => 'default';
  private readonly controller = new AbortController();
  private readonly settle: (code: number) => void;
  private readonly leave: (process: Process) => void;

  constructor(pid: number, plan: ProcessPlan, leave: (process: Process) => void) {
    this.pid = pid;
    this.ppid = plan.ppid;
    this.argv = plan.argv;
    this.env = { ...plan.env };
    this.cwd = plan.cwd;
    this.owner = plan.owner;
    this.containerId = plan.containerId;
    this.startedAt = plan.startedAt;
    this.leave = leave;
    const { promise, resolve } = Promise.withResolvers<number>();
    this.exited = promise;
    this.settle = resolve;
  }

  /** Aborted when the process has ended, also by a signal. */
  get aborted(): AbortSignal {
    return this.controller.signal;
  }

  get ended(): boolean {
    return this.controller.signal.aborted;
  }

  /** Ends the process; later calls change nothing. */
  end(code: number): void {
    if (this.ended) return;
    this.leave(this);
    this.settle(code);
    this.controller.abort();
  }

  /**
   * A signal from the node (the runtime). Nothing withstands KILL; process 1 of a namespace only receives the others if it
   * handles them, so a pod's deletion ends with KILL and 137 (recordings/kubernetes/pods-in-other-phases.json).
   */
  deliver(signal: string): void {
    if (this.ended || signal === '0') return;
    if (signal !== 'KILL' && this.onSignal(signal) === 'handled') return;
    if (isHarmless(signal) || (this.pid === 1 && signal !== 'KILL')) return;
    this.end(exitCodeOf(signal));
  }

  /**
   * A signal from a process of the same PID namespace: there process 1 withstands even KILL
   * (recordings/kubernetes/exec-protocol.json, "kill 1 from inside").
   */
  deliverFromInside(signal: string): void {
    if (this.pid !== 1 || signal !== 'KILL') this.deliver(signal);
  }
}

/** A PID namespace: one table of processes, numbered from 1, which dies with its process 1. */
export class PidNamespace {
  /** Its inode number. */
  readonly number: number;
  private readonly table = new Map<number, Process>();
  private next = 1;

  constructor(number: number) {
    this.number = number;
  }

  spawn(plan: ProcessPlan): Process {
    const process = new Process(this.next, plan, (ended) => this.remove(ended));
    this.next += 1;
    this.table.set(process.pid, process);
    return process;
  }

  get(pid: number): Process | undefined {
    return this.table.get(pid);
  }

  list(): Process[] {
    return [...this.table.values()].sort((a, b) => a.pid - b.pid);
  }

  /** As kill(2): only the same user, or who has the capability KILL, may. */
  signal(sender: Process, pid: number, signal: string): SignalResult {
    const target = this.table.get(pid);
    if (target === undefined) return 'no such process';
    const may = sender.owner.uid === target.owner.uid || sender.owner.capabilities.has('KILL');
    if (!may) return 'not permitted';
    target.deliverFromInside(signal);
    return 'delivered';
  }

  /** Ends all processes of one container, as the runtime does when its main process has ended. */
  killContainer(containerId: string): void {
    for (const process of this.list()) if (process.containerId === containerId) process.deliver('KILL');
  }

  private remove(process: Process): void {
    this.table.delete(process.pid);
    if (process.pid === 1) for (const left of this.list()) left.deliver('KILL');
  }
}
