import { ContainerLog } from './logs.ts';

/** How many containers of one name keep their log: the one that runs or last ran, and the one before. */
const keptContainers = 2;

/** The logs that a node still has, by the bare ids of their containers. */
export class KeptLogs {
  private readonly now: () => Date;
  private readonly logs = new Map<string, ContainerLog>();
  /** Ids of the containers of a name of a pod, the newest last. */
  private readonly ids = new Map<string, string[]>();

  constructor(now: () => Date) {
    this.now = now;
  }

  get(id: string): ContainerLog | undefined {
    return this.logs.get(id);
  }

  add(podUid: string, name: string, id: string, log: ContainerLog): void {
    const key = `${podUid}/${name}`;
    const ids = [...(this.ids.get(key) ?? []), id];
    this.logs.set(id, log);
    for (const old of ids.splice(0, ids.length - keptContainers)) this.logs.delete(old);
    this.ids.set(key, ids);
  }

  /** The log of a container that is over: one that the sandbox never ran, or that never came to run. */
  addOver(podUid: string, name: string, id: string, lines: string[] = []): void {
    const log = new ContainerLog(this.now);
    for (const line of lines) log.append(`${line}\n`);
    log.close();
    this.add(podUid, name, id, log);
  }

  forget(podUid: string): void {
    for (const [key, ids] of this.ids) {
      if (!key.startsWith(`${podUid}/`)) continue;
      for (const id of ids) this.logs.delete(id);
      this.ids.delete(key);
    }
  }
}
