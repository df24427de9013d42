import type { IncomingMessage } from 'node:http';

/** Whom a call asks to act as. */
export interface Impersonation {
  user: string;
  groups: string[];
}

/** One request, as an audit log would tell of it. */
export interface RequestRecord {
  at: Date;
  verb: string;
  path: string;
  userAgent: string;
  /** Whose token it carried; "" without a valid one. */
  user: string;
  /** Whom it asked to act as, whether it might or not. */
  impersonated?: Impersonation;
  /** 0 while it is not answered yet. */
  status: number;
}

/** How many requests are remembered. */
const rememberedRequests = 5000;

/** The last requests, oldest first. */
export class RequestLog {
  readonly records: RequestRecord[] = [];

  /** Remembers a request; its status is set later. */
  add(record: Omit<RequestRecord, 'status'>): RequestRecord {
    const kept = { ...record, status: 0 };
    this.records.push(kept);
    if (this.records.length > rememberedRequests) this.records.shift();
    return kept;
  }
}

/** The headers of impersonation; groups alone mean nothing. */
export function impersonationOf(request: IncomingMessage): Impersonation | undefined {
  const [user] = request.headersDistinct['impersonate-user'] ?? [];
  if (user === undefined) return undefined;
  return { user, groups: request.headersDistinct['impersonate-group'] ?? [] };
}
