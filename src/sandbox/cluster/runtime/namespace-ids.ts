/** The inode numbers of a container's namespaces, as the links below /proc/PID/ns show them. */
export type NamespaceIds = Readonly<Record<NamespaceKind, number>>;

export const namespaceKinds = ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'time', 'user', 'uts'] as const;

export type NamespaceKind = (typeof namespaceKinds)[number];

/** Namespaces that every container has in common with the node. */
const ofTheNode = { time: 4_026_531_834, user: 4_026_531_837 };

/** Numbers the namespaces of a node: mount and cgroup are a container's own, network, ipc and uts its pod's. */
export class NamespaceNumbers {
  private next = 4_026_532_100;
  private readonly pods = new Map<string, { ipc: number; net: number; uts: number }>();

  newNumber(): number {
    this.next += 1;
    return this.next;
  }

  ofContainer(podUid: string, pid: number): NamespaceIds {
    const pod = this.pods.get(podUid) ?? {
      ipc: this.newNumber(),
      net: this.newNumber(),
      uts: this.newNumber(),
    };
    this.pods.set(podUid, pod);
    return { ...ofTheNode, ...pod, pid, mnt: this.newNumber(), cgroup: this.newNumber() };
  }

  forget(podUid: string): void {
    this.pods.delete(podUid);
  }
}
