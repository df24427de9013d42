import type { Plan } from '../../domain/request/plan.ts';
import type { Event, Request } from '../../domain/request/request.ts';
import type { Cluster } from '../../kubernetes/cluster.ts';
import type { Requests } from '../../requests/requests.ts';

/** One worker's hold on a session. Every change is refused once the lease is another's, and then the worker stops. */
export class Session {
  readonly id: string;
  readonly plan: Plan;
  readonly lease: string;
  /** Aborted when the job was lost to another worker or the process is stopping. */
  readonly signal: AbortSignal;
  /** The cluster as it sees the person whom the session is for, where the policy says so. */
  readonly cluster: Cluster;
  readonly #requests: Requests;

  constructor(
    { requests, cluster }: { readonly requests: Requests; readonly cluster: Cluster },
    { id, plan, lease, signal }: Pick<Session, 'id' | 'plan' | 'lease' | 'signal'>,
  ) {
    this.id = id;
    this.plan = plan;
    this.lease = lease;
    this.signal = signal;
    this.cluster = cluster.as(plan.actAs);
    this.#requests = requests;
  }

  /** The request after the change; undefined when it was refused. */
  async change(event: Event): Promise<Request | undefined> {
    const changed = await this.#requests.change(this.id, event);
    return changed.kind === 'changed' ? changed.request : undefined;
  }

  /** The request as it stands, while the session is still open and this worker's. */
  async ours(): Promise<Request | undefined> {
    const request = await this.#requests.load(this.id);
    return request?.lease === this.lease && request.state !== 'ended' ? request : undefined;
  }

  async isOurs(): Promise<boolean> {
    return (await this.ours()) !== undefined;
  }

  /** Whether the session is ours and nobody stopped this run. */
  async wants(run: number): Promise<boolean> {
    const request = await this.ours();
    return request !== undefined && request.runs[run]?.stoppedBy === undefined;
  }
}
